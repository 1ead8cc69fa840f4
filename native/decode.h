// Pictures in: JPEG, PNG and WebP bytes to plain RGB, for references and for scoring. The size is
// read from the header and judged before any pixel is decoded. Uses libjpeg-turbo, libpng and
// libwebp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "image/raster.h"

namespace fluxweir {

inline constexpr std::int64_t kDecodeMaxPixels = 64'000'000;

// The format is told by the leading bytes. Alpha is laid over white; grey, palette, 16-bit, CMYK
// and YCCK are converted. Fails with InvalidParameter, path "/image_url", when the bytes are none
// of the three formats, an animation, broken, cut short or larger than kDecodeMaxPixels. Needs 3
// bytes a pixel, 7 with alpha or CMYK.
Result<Raster> decode_picture(std::string_view bytes);

}  // namespace fluxweir
