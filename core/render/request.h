// What is wrong with a request to the painter, if anything.
#pragma once

#include <vector>

#include "render/paint.h"

namespace fluxweir {

// Every fault at once: sides, ratio, strength. Empty when the request can be painted.
std::vector<Fault> paint_faults(const PaintRequest& request);

}  // namespace fluxweir
