// A picture as plain bytes: what the painter makes and what a host's decoder hands over.
#pragma once

#include <cstdint>
#include <vector>

#include "base/units.h"

namespace fluxweir {

// sRGB, three bytes a pixel, row by row from the top; rgb.size() is 3 x width x height.
struct Raster {
  Size size;
  std::vector<std::uint8_t> rgb;
};

}  // namespace fluxweir
