#include "native/real_picture.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include "base/random.h"

namespace fluxweir {
namespace {

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

}  // namespace

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
  const void* pixels_of = rows.data();
  if (png_image_write_to_memory(&image, out.data(), &count, 0, pixels_of, 0, nullptr) == 0)
    return {};
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

}  // namespace fluxweir
