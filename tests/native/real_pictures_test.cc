// The structure walk on pictures as libjpeg-turbo, libpng and libwebp write them: none of the whole
// ones is refused, every planted defect is found.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <png.h>

#include "base/random.h"
#include "image/flaw.h"
#include "image/walk.h"
#include "native/real_picture.h"

using namespace fluxweir;

namespace {

struct Made {
  std::string bytes;
  Format format = Format::Jpeg;
  Size size;
};

constexpr Size kSizes[] = {{1, 1}, {8, 8}, {17, 31}, {64, 48}, {96, 160}, {200, 113}};

// What is asked for: JPEG and PNG.
std::vector<Made> wholes() {
  std::vector<Made> all;
  std::uint64_t seed = 1;
  for (const Size size : kSizes) {
    for (const int quality : {20, 75, 95, 100}) {
      for (int bits = 0; bits < 16; ++bits) {
        const JpegStyle style{quality, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0,
                              (bits & 8) != 0 ? 3 : 0};
        all.push_back({make_jpeg(size, style, ++seed), Format::Jpeg, size});
      }
    }
    for (const png_uint_32 format :
         {png_uint_32{PNG_FORMAT_GRAY}, png_uint_32{PNG_FORMAT_GA}, png_uint_32{PNG_FORMAT_RGB},
          png_uint_32{PNG_FORMAT_RGBA}, png_uint_32{PNG_FORMAT_LINEAR_Y},
          png_uint_32{PNG_FORMAT_LINEAR_RGB}, png_uint_32{PNG_FORMAT_LINEAR_RGB_ALPHA}}) {
      for (int i = 0; i < 4; ++i)
        all.push_back({make_png(size, format, ++seed), Format::Png, size});
    }
  }
  return all;
}

std::optional<Flaw> judge(std::string_view bytes, Format format, Size size) {
  return find_flaw(walk_picture(bytes), format, size);
}

}  // namespace

TEST_CASE("real pictures: none of 500 and more whole ones is refused") {
  const std::vector<Made> all = wholes();
  CHECK_GE(all.size(), 500);
  for (const Made& one : all) {
    REQUIRE_FALSE(judge(one.bytes, one.format, one.size).has_value());
    REQUIRE_EQ(walk_picture(one.bytes).trailing, 0);
  }
}

TEST_CASE("real pictures: WebP of every kind is whole") {
  for (const Size size : kSizes) {
    for (int bits = 0; bits < 4; ++bits) {
      const PictureFacts facts = walk_picture(make_webp(size, (bits & 1) != 0, (bits & 2) != 0, 5));
      CHECK(facts.fault == PictureFault::None);
      CHECK(facts.size == size);
    }
  }
}

TEST_CASE("real pictures: every cut is found") {
  Random random(3);
  for (const Made& one : wholes()) {
    for (int round = 0; round < 6; ++round) {
      const std::string_view cut(one.bytes.data(), random.below(one.bytes.size()));
      REQUIRE(judge(cut, one.format, one.size).has_value());
    }
    REQUIRE(judge({one.bytes.data(), one.bytes.size() - 1}, one.format, one.size) == Flaw::Cut);
  }
}

TEST_CASE("real pictures: another size or format is found") {
  for (const Made& one : wholes()) {
    const Format other = one.format == Format::Jpeg ? Format::Png : Format::Jpeg;
    REQUIRE(judge(one.bytes, other, one.size) == Flaw::Format);
    REQUIRE(judge(one.bytes, one.format, {one.size.width + 1, one.size.height}) == Flaw::Size);
    REQUIRE(judge(one.bytes, one.format, {one.size.width, one.size.height + 1}) == Flaw::Size);
  }
}

TEST_CASE("real pictures: every changed byte of a PNG is found") {
  Random random(4);
  int planted = 0;
  for (const Made& one : wholes()) {
    if (one.format != Format::Png) continue;
    for (int round = 0; round < 6; ++round, ++planted) {
      std::string changed = one.bytes;
      char& byte = changed[random.below(changed.size())];
      byte = static_cast<char>(byte ^ static_cast<char>(1 + random.below(255)));
      REQUIRE(judge(changed, one.format, one.size).has_value());
    }
  }
  CHECK_GE(planted, 500);
}

TEST_CASE("real pictures: bytes are told apart and found again") {
  std::vector<std::uint64_t> digests;
  for (const Made& one : wholes()) {
    digests.push_back(walk_picture(one.bytes).digest);
    REQUIRE_EQ(walk_picture(std::string(one.bytes)).digest, digests.back());
  }
  std::sort(digests.begin(), digests.end());
  // Tiny pictures may come out the same.
  const auto distinct = std::unique(digests.begin(), digests.end()) - digests.begin();
  CHECK_GE(distinct, 400);
}
