// Small pictures as libjpeg-turbo, libpng and libwebp write them: smooth shapes with some noise.
#pragma once

#include <cstdint>
#include <string>

#include "base/units.h"

namespace fluxweir {

struct JpegStyle {
  int quality;
  bool progressive;
  bool grey;
  bool optimised;
  int restart;  // MCUs between restart markers; 0: none
};

std::string make_jpeg(Size size, const JpegStyle& style, std::uint64_t seed);
// `format` is one of libpng's PNG_FORMAT_*.
std::string make_png(Size size, std::uint32_t format, std::uint64_t seed);
std::string make_webp(Size size, bool lossless, bool alpha, std::uint64_t seed);

}  // namespace fluxweir
