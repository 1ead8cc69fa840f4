#include "thumbnail.h"

#include <webp/encode.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace fluxweir::native {
namespace {

// Where pixel `at` of `count` begins among `from`.
std::int64_t edge(std::int32_t at, std::int32_t count, std::int32_t from) {
  return std::int64_t{at} * from / count;
}

}  // namespace

Raster shrink(const Raster& picture, std::int32_t width) {
  const Size from = picture.size;
  if (from.width <= width) return picture;
  Raster out;
  out.size = {width, static_cast<std::int32_t>(
                         std::max<std::int64_t>(1, edge(width, from.width, from.height)))};
  for (std::int32_t y = 0; y < out.size.height; ++y) {
    const std::int64_t top = edge(y, out.size.height, from.height);
    const std::int64_t bottom = edge(y + 1, out.size.height, from.height);
    for (std::int32_t x = 0; x < width; ++x) {
      const std::int64_t left = edge(x, width, from.width);
      const std::int64_t right = edge(x + 1, width, from.width);
      std::int64_t sums[3] = {};
      for (std::int64_t py = top; py < bottom; ++py) {
        for (std::int64_t px = left; px < right; ++px) {
          const std::size_t at = static_cast<std::size_t>(py * from.width + px) * 3;
          for (std::size_t c = 0; c < 3; ++c) sums[c] += picture.rgb[at + c];
        }
      }
      const std::int64_t count = (bottom - top) * (right - left);
      for (const std::int64_t sum : sums) {
        out.rgb.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
      }
    }
  }
  return out;
}

std::string data_uri(const Raster& picture) {
  constexpr float kQuality = 85;
  std::uint8_t* bytes = nullptr;
  const std::size_t count =
      WebPEncodeRGB(picture.rgb.data(), picture.size.width, picture.size.height,
                    picture.size.width * 3, kQuality, &bytes);
  if (count == 0) return {};
  std::string uri = "data:image/webp;base64,";
  uri += to_base64({reinterpret_cast<const char*>(bytes), count});
  WebPFree(bytes);
  return uri;
}

}  // namespace fluxweir::native
