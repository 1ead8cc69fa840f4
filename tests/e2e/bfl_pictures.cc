#include "e2e/bfl_pictures.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include <jpeglib.h>
#include <png.h>

namespace fluxweir::e2e {
namespace {

constexpr int kColours = 8;

// A row of the `part`-th eighth: blocks that lie otherwise for each colour, so that no two pictures
// look alike.
std::vector<unsigned char> row(int width, int part, int colour) {
  std::vector<unsigned char> out;
  for (int x = 0; x < width; ++x) {
    // Bands end at multiples of 16, where JPEG's blocks do: the file stays small.
    const int band = x / 16 * 16 * 8 / width;
    const auto block = static_cast<std::uint32_t>((colour * 8 + part) * 8 + band);
    const auto shade = static_cast<int>((block * 2'654'435'761U) >> 29);
    out.push_back(static_cast<unsigned char>(40 + 25 * colour));
    out.push_back(static_cast<unsigned char>(30 + 28 * shade));
    out.push_back(static_cast<unsigned char>(220 - 20 * colour));
  }
  return out;
}

std::vector<unsigned char> pixels_of(int width, int height, int colour) {
  std::vector<unsigned char> out;
  for (int y = 0; y < height; ++y) {
    const std::vector<unsigned char> line = row(width, y / 16 * 16 * 8 / height, colour);
    out.insert(out.end(), line.begin(), line.end());
  }
  return out;
}

std::string encode_jpeg(int width, int height, std::vector<unsigned char> pixels) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &bytes, &size);
  encoder.image_width = static_cast<JDIMENSION>(width);
  encoder.image_height = static_cast<JDIMENSION>(height);
  encoder.input_components = 3;
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  for (int y = 0; y < height; ++y) {
    JSAMPROW line =
        pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * 3;
    jpeg_write_scanlines(&encoder, &line, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return out;
}

std::string encode_png(int width, int height, const std::vector<unsigned char>& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  if (png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr) == 0)
    size = 0;
  out.resize(size);
  return out;
}

}  // namespace

std::shared_ptr<const std::string> picture(int width, int height, const std::string& format,
                                           std::uint64_t seed) {
  static std::mutex mutex;
  static std::map<std::tuple<int, int, bool, int>, std::shared_ptr<const std::string>> cache;
  const int colour = static_cast<int>(seed % kColours);
  const bool png = format == "png";
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const std::string>& kept = cache[{width, height, png, colour}];
  if (!kept) {
    std::vector<unsigned char> pixels = pixels_of(width, height, colour);
    kept = std::make_shared<const std::string>(png ? encode_png(width, height, pixels)
                                                   : encode_jpeg(width, height, std::move(pixels)));
  }
  return kept;
}

}  // namespace fluxweir::e2e
