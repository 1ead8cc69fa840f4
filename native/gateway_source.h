// Machines of the core, for one thread.
#pragma once

#include <memory>

#include "gateway.h"
#include "machines.h"

namespace fluxweir::native {

// The machines keep `gateway` alive, so that one may be replaced while they run.
MachineSource gateway_source(const std::shared_ptr<const Gateway>& gateway);

// Hands what the gateway of `earlier` has learnt to that of `next`. On the thread of both.
void inherit(const MachineSource& next, const MachineSource& earlier);

}  // namespace fluxweir::native
