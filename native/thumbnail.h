// Small pictures for pages.
#pragma once

#include <cstdint>
#include <string>

#include "image/raster.h"

namespace fluxweir::native {

// `picture` at most `width` pixels wide, each the mean of the pixels it stands for.
Raster shrink(const Raster& picture, std::int32_t width);

// "data:image/webp;base64,..."; empty when memory ran out.
std::string data_uri(const Raster& picture);

}  // namespace fluxweir::native
