// Machines of the core, for one thread.
#pragma once

#include <memory>

#include "gateway.h"
#include "machines.h"

namespace fluxweir::native {

// The machines keep `gateway` alive, so that one may be replaced while they run.
MachineSource gateway_source(const std::shared_ptr<const Gateway>& gateway);

}  // namespace fluxweir::native
