// Where machines come from. The gateway makes them; a test may bring its own.
#pragma once

#include <functional>
#include <memory>

#include "base/random.h"
#include "exchange/events.h"

namespace fluxweir {
class Gateway;
}

namespace fluxweir::native {

struct SessionOptions;
struct UpstreamOptions;

// One machine; see exchange/events.h for the contract.
class HostedMachine {
 public:
  virtual ~HostedMachine() = default;
  virtual void handle(Input input, Now now) = 0;
  virtual Action poll() = 0;
};
using MachinePtr = std::unique_ptr<HostedMachine>;

// One per thread: a gateway is not shared between threads.
struct MachineSource {
  std::function<MachinePtr(const Entropy&)> open;
  std::function<MachinePtr(RunSpec)> run;
  std::function<MachinePtr()> sweep;  // may be empty
  // What these machines may call; null: nothing.
  std::shared_ptr<const UpstreamOptions> upstream = nullptr;
  // How connections are to be served; null: by the defaults.
  std::shared_ptr<const SessionOptions> session = nullptr;
  std::shared_ptr<const Gateway> gateway = nullptr;  // that makes the machines, if one does
};

}  // namespace fluxweir::native
