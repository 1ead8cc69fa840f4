// Reference pictures in: JPEG and PNG bytes to plain RGB by stb_image. There is no WebP here; a
// host that has a decoder can turn one into PNG before the call.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "image/inspection.h"
#include "image/raster.h"

namespace fluxweir::wasm {

// Fewer than a native host takes: a platform may give all of an isolate 128 MiB.
inline constexpr std::int64_t kDecodeMaxPixels = kMostInspectedPixels;

// Alpha is laid over white; grey, palette, 16-bit and CMYK are converted. Fails with
// InvalidParameter, path "/image_url", when the bytes are neither of the two formats, broken, cut
// short (also where an end marker was put behind it) or larger than kDecodeMaxPixels. The rule is
// "format" unless there is no room for the pixels.
Result<Raster> decode_picture(std::string_view bytes);

}  // namespace fluxweir::wasm
