// The decoder of hosts that are WebAssembly, compiled for this one, beside this one's own.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include <png.h>

#include "../../wasm/decode.h"
#include "decode.h"
#include "native/real_picture.h"

using namespace fluxweir;

namespace {

constexpr Size kSizes[] = {{1, 1}, {8, 8}, {17, 31}, {64, 48}, {96, 160}, {200, 113}};

JpegStyle style_of(int quality, int bits) {
  return {quality, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0 ? 3 : 0};
}

// Levels that the two differ by, on average.
double distance(const Raster& a, const Raster& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

}  // namespace

TEST_CASE("stb: every whole JPEG is decoded, to nearly the pixels of libjpeg-turbo") {
  std::uint64_t seed = 1;
  for (const Size size : kSizes) {
    for (const int quality : {20, 75, 95, 100}) {
      for (int bits = 0; bits < 16; ++bits) {
        const std::string bytes = make_jpeg(size, style_of(quality, bits), ++seed);
        const Result<Raster> here = decode_picture(bytes);
        const Result<Raster> there = wasm::decode_picture(bytes);
        REQUIRE(here.has_value());
        REQUIRE(there.has_value());
        REQUIRE(there->size == here->size);
        REQUIRE_LT(distance(*here, *there), 1.5);
      }
    }
  }
}

TEST_CASE("stb: every PNG of 8 bits is decoded to the pixels of libpng") {
  std::uint64_t seed = 1;
  for (const Size size : kSizes) {
    for (const std::uint32_t format :
         {std::uint32_t{PNG_FORMAT_GRAY}, std::uint32_t{PNG_FORMAT_GA},
          std::uint32_t{PNG_FORMAT_RGB}, std::uint32_t{PNG_FORMAT_RGBA}}) {
      const std::string bytes = make_png(size, format, ++seed);
      const Result<Raster> there = wasm::decode_picture(bytes);
      REQUIRE(there.has_value());
      REQUIRE(there->rgb == decode_picture(bytes)->rgb);
    }
  }
}

// Restart markers apart: between them stb_image takes what there is.
TEST_CASE("stb: a JPEG that was cut within its last scan and given an end is broken") {
  int planted = 0;
  for (int bits = 0; bits < 8; ++bits) {
    const std::string whole = make_jpeg({96, 160}, style_of(75, bits), 5);
    for (std::size_t cut = 8; cut < 400; cut += 7, ++planted) {
      const std::string bytes = whole.substr(0, whole.size() - 2 - cut) + "\xff\xd9";
      REQUIRE_FALSE(wasm::decode_picture(bytes).has_value());
    }
  }
  CHECK_GT(planted, 400);
}
