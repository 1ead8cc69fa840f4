// The structure walk on pictures as libjpeg-turbo, libpng and libwebp write them: none of the whole
// ones is refused, every planted defect is found.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include "base/random.h"
#include "image/flaw.h"
#include "image/walk.h"

using namespace fluxweir;

namespace {

struct Made {
  std::string bytes;
  Format format = Format::Jpeg;
  Size size;
};

// Smooth shapes with some noise.
std::vector<unsigned char> pixels(Size size, int channels, std::uint64_t seed) {
  Random random(seed);
  std::vector<unsigned char> out;
  for (int y = 0; y < size.height; ++y) {
    for (int i = 0; i < size.width * channels; ++i)
      out.push_back(static_cast<unsigned char>(i * 3 + y * 2 + static_cast<int>(random.below(32))));
  }
  return out;
}

struct JpegStyle {
  int quality;
  bool progressive;
  bool grey;
  bool optimised;
  int restart;  // MCUs between restart markers; 0: none
};

std::string make_jpeg(Size size, const JpegStyle& style, std::uint64_t seed) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  jpeg_mem_dest(&encoder, &bytes, &count);
  encoder.image_width = static_cast<JDIMENSION>(size.width);
  encoder.image_height = static_cast<JDIMENSION>(size.height);
  encoder.input_components = style.grey ? 1 : 3;
  encoder.in_color_space = style.grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, style.quality, TRUE);
  encoder.optimize_coding = style.optimised ? TRUE : FALSE;
  encoder.restart_interval = static_cast<unsigned>(style.restart);
  if (style.progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  std::vector<unsigned char> rows = pixels(size, encoder.input_components, seed);
  const std::size_t stride = rows.size() / static_cast<std::size_t>(size.height);
  while (encoder.next_scanline < encoder.image_height) {
    JSAMPROW row = rows.data() + stride * encoder.next_scanline;
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  std::string out(reinterpret_cast<const char*>(bytes), count);
  std::free(bytes);
  return out;
}

std::string make_png(Size size, png_uint_32 format, std::uint64_t seed) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(size.width);
  image.height = static_cast<png_uint_32>(size.height);
  image.format = format;
  const auto row = static_cast<int>(PNG_IMAGE_ROW_STRIDE(image)) *
                   static_cast<int>(PNG_IMAGE_PIXEL_COMPONENT_SIZE(format));
  const std::vector<unsigned char> rows = pixels({row, size.height}, 1, seed);
  png_alloc_size_t count = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(count, '\0');
  REQUIRE_NE(png_image_write_to_memory(&image, out.data(), &count, 0, rows.data(), 0, nullptr), 0);
  out.resize(count);
  return out;
}

std::string make_webp(Size size, bool lossless, bool alpha, std::uint64_t seed) {
  const std::vector<unsigned char> rows = pixels(size, alpha ? 4 : 3, seed);
  std::uint8_t* bytes = nullptr;
  const auto encode = lossless ? (alpha ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB) : nullptr;
  const int stride = size.width * (alpha ? 4 : 3);
  const std::size_t count =
      encode != nullptr ? encode(rows.data(), size.width, size.height, stride, &bytes)
      : alpha           ? WebPEncodeRGBA(rows.data(), size.width, size.height, stride, 80, &bytes)
                        : WebPEncodeRGB(rows.data(), size.width, size.height, stride, 80, &bytes);
  std::string out(reinterpret_cast<const char*>(bytes), count);
  WebPFree(bytes);
  return out;
}

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
