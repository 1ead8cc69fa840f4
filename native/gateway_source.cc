#include "gateway_source.h"

#include <utility>

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
  return source;
}

}  // namespace fluxweir::native
