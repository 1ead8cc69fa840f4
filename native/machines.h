// Where machines come from. The gateway makes them; a test may bring its own.
#pragma once

#include <functional>
#include <memory>

#include "base/random.h"
#include "exchange/events.h"

namespace fluxweir::native {

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
};

}  // namespace fluxweir::native
