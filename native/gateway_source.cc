#include "gateway_source.h"

#include <utility>

#include "session_options.h"
#include "trust.h"

namespace fluxweir::native {
namespace {

class CoreMachine final : public HostedMachine {
 public:
  CoreMachine(std::shared_ptr<const Gateway> gateway, Machine machine)
      : gateway_(std::move(gateway)), machine_(std::move(machine)) {}
  void handle(Input input, Now now) override { machine_.handle(std::move(input), now); }
  Action poll() override { return machine_.poll(); }

 private:
  std::shared_ptr<const Gateway> gateway_;  // outlives the machine, which points into it
  Machine machine_;
};

SessionOptions session_options(const Limits& limits) {
  SessionOptions options;
  options.reader.head = {static_cast<std::size_t>(limits.request_line_bytes),
                         static_cast<std::size_t>(limits.head_bytes),
                         static_cast<std::size_t>(limits.head_fields)};
  options.reader.body = static_cast<std::uint64_t>(limits.body_bytes);
  options.head = limits.head_time;
  options.body = limits.body_time;
  options.body_rate = limits.body_rate;
  options.idle = limits.idle_time;
  options.write = limits.write_time;
  options.write_rate = limits.write_rate;
  options.bytes_in_flight = limits.bytes_in_flight;
  return options;
}

}  // namespace

MachineSource gateway_source(const std::shared_ptr<const Gateway>& gateway) {
  MachineSource source;
  source.open = [gateway](const Entropy& entropy) {
    return std::make_unique<CoreMachine>(gateway, gateway->open(entropy));
  };
  source.run = [gateway](RunSpec spec) {
    return std::make_unique<CoreMachine>(gateway, gateway->run(std::move(spec)));
  };
  source.sweep = [gateway] { return std::make_unique<CoreMachine>(gateway, gateway->sweep()); };
  source.upstream = upstream_options(gateway->settings());
  source.session =
      std::make_shared<const SessionOptions>(session_options(gateway->settings().limits));
  source.gateway = gateway;
  return source;
}

void inherit(const MachineSource& next, const MachineSource& earlier) {
  if (next.gateway && earlier.gateway) next.gateway->inherit(*earlier.gateway);
}

}  // namespace fluxweir::native
