#include "decode.h"

// jpeglib.h needs size_t and FILE before it.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>

#include <jpeglib.h>
// After jpeglib.h.
#include <jerror.h>
#include <png.h>
#include <webp/decode.h>

namespace fluxweir {
namespace {

tl::unexpected<Error> bad(std::string_view what, std::string_view rule) {
  std::string allowed = "a whole JPEG, PNG or WebP picture of at most ";
  allowed += std::to_string(kDecodeMaxPixels / 1'000'000) + " megapixels";
  return fail({.code = ErrorCode::InvalidParameter,
               .message = "the picture can't be used: " + std::string(what),
               .faults = {{"/image_url", std::string(rule), "string", std::move(allowed), ""}},
               .retry_after = {}});
}

tl::unexpected<Error> broken() { return bad("its bytes are damaged or incomplete", "format"); }

bool fits(std::int64_t width, std::int64_t height) {
  return width > 0 && height > 0 && width * height <= kDecodeMaxPixels;
}

tl::unexpected<Error> too_large() { return bad("it has too many pixels", "range"); }

Raster make_raster(std::int32_t width, std::int32_t height) {
  Raster out;
  out.size = {width, height};
  out.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  return out;
}

std::uint8_t over_white(std::uint32_t value, std::uint32_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// RGBA over white.
void flatten(const std::uint8_t* rgba, Raster& out) {
  for (std::size_t i = 0; i < out.rgb.size() / 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k)
      out.rgb[i * 3 + k] = over_white(rgba[i * 4 + k], rgba[i * 4 + 3]);
  }
}

// libjpeg reports errors by calling out of its depth. Everything that must be destroyed lives in
// the caller of read_jpeg, so that the jump skips plain data only.
struct JpegJob {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf back;
  const unsigned char* bytes;
  std::size_t count;
};

void jpeg_fails(j_common_ptr info) {
  std::longjmp(static_cast<JpegJob*>(info->client_data)->back, 1);
}

// Counts only what means that the picture is not whole; stray bytes between markers are common.
void jpeg_warns(j_common_ptr info, int level) {
  const int code = info->err->msg_code;
  if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)) ++info->err->num_warnings;
}

// A few bytes can ask for thousands of passes over a large picture.
void jpeg_counts_scans(j_common_ptr info) {
  constexpr int kMaxScans = 100;
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) jpeg_fails(info);
}

// Begins decoding; false when the head is broken.
bool open_jpeg(JpegJob& job) {
  job.info.err = jpeg_std_error(&job.errors);
  job.errors.error_exit = jpeg_fails;
  job.errors.emit_message = jpeg_warns;
  job.info.client_data = &job;
  if (setjmp(job.back) != 0) return false;
  jpeg_create_decompress(&job.info);
  job.progress.progress_monitor = jpeg_counts_scans;
  job.info.progress = &job.progress;
  jpeg_mem_src(&job.info, job.bytes, static_cast<unsigned long>(job.count));
  return jpeg_read_header(&job.info, TRUE) == JPEG_HEADER_OK;
}

// Fills `out`, width x height x `channels` bytes (3, or 4 for CMYK); false when the data is broken.
bool read_jpeg(JpegJob& job, J_COLOR_SPACE space, unsigned char* out, std::size_t stride) {
  if (setjmp(job.back) != 0) return false;
  job.info.out_color_space = space;
  if (jpeg_start_decompress(&job.info) == FALSE) return false;
  while (job.info.output_scanline < job.info.output_height) {
    JSAMPROW row = out + stride * job.info.output_scanline;
    if (jpeg_read_scanlines(&job.info, &row, 1) != 1) return false;
  }
  // A picture cut short is filled up with grey and a warning.
  const bool whole = job.errors.num_warnings == 0;
  return jpeg_finish_decompress(&job.info) != FALSE && whole;
}

// Adobe's CMYK is stored inverted: 255 is no ink.
void ink_to_light(const std::uint8_t* cmyk, bool inverted, Raster& out) {
  for (std::size_t i = 0; i < out.rgb.size() / 3; ++i) {
    const std::uint32_t flip = inverted ? 0 : 255;
    const std::uint32_t key = cmyk[i * 4 + 3] ^ flip;
    for (std::size_t k = 0; k < 3; ++k) {
      out.rgb[i * 3 + k] = static_cast<std::uint8_t>(((cmyk[i * 4 + k] ^ flip) * key + 127) / 255);
    }
  }
}

Result<Raster> decode_jpeg(std::string_view bytes) {
  JpegJob job{};
  job.bytes = reinterpret_cast<const unsigned char*>(bytes.data());
  job.count = bytes.size();
  Raster out;
  std::vector<std::uint8_t> cmyk;
  bool ok = open_jpeg(job);
  const bool sized = ok && fits(job.info.image_width, job.info.image_height);
  if (sized) {
    const bool ink = job.info.jpeg_color_space == JCS_CMYK || job.info.jpeg_color_space == JCS_YCCK;
    const bool inverted = job.info.saw_Adobe_marker != FALSE;
    out = make_raster(static_cast<std::int32_t>(job.info.image_width),
                      static_cast<std::int32_t>(job.info.image_height));
    const std::size_t width = job.info.image_width;
    if (ink) cmyk.resize(out.rgb.size() / 3 * 4);
    ok = ink ? read_jpeg(job, JCS_CMYK, cmyk.data(), width * 4)
             : read_jpeg(job, JCS_RGB, out.rgb.data(), width * 3);
    if (ok && ink) ink_to_light(cmyk.data(), inverted, out);
  }
  jpeg_destroy_decompress(&job.info);
  if (!ok) return broken();
  if (!sized) return too_large();
  return out;
}

// libpng's simplified interface: no jump reaches our frames.
Result<Raster> decode_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return broken();
  if (!fits(image.width, image.height)) {
    png_image_free(&image);
    return too_large();
  }
  // Blended by us: libpng would do it in linear light, unlike browsers and WebP.
  const bool clear = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  image.format = clear ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  Raster out =
      make_raster(static_cast<std::int32_t>(image.width), static_cast<std::int32_t>(image.height));
  std::vector<std::uint8_t> rgba;
  if (clear) rgba.resize(out.rgb.size() / 3 * 4);
  std::uint8_t* pixels = clear ? rgba.data() : out.rgb.data();
  const bool ok = png_image_finish_read(&image, nullptr, pixels, 0, nullptr) != 0;
  png_image_free(&image);
  if (!ok) return broken();
  if (clear) flatten(rgba.data(), out);
  return out;
}

Result<Raster> decode_webp(std::string_view bytes) {
  const std::uint8_t* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK) return broken();
  if (!fits(features.width, features.height)) return too_large();
  if (features.has_animation != 0) return bad("it is an animation", "animation");
  Raster out = make_raster(features.width, features.height);
  if (features.has_alpha == 0) {
    const bool ok = WebPDecodeRGBInto(data, bytes.size(), out.rgb.data(), out.rgb.size(),
                                      features.width * 3) != nullptr;
    if (!ok) return broken();
    return out;
  }
  std::vector<std::uint8_t> rgba(out.rgb.size() / 3 * 4);
  if (WebPDecodeRGBAInto(data, bytes.size(), rgba.data(), rgba.size(), features.width * 4) ==
      nullptr) {
    return broken();
  }
  flatten(rgba.data(), out);
  return out;
}

}  // namespace

Result<Raster> decode_picture(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xFF\xD8\xFF") return decode_jpeg(bytes);
  if (bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n") return decode_png(bytes);
  if (bytes.size() >= 12 && bytes.substr(0, 4) == "RIFF" && bytes.substr(8, 4) == "WEBP") {
    return decode_webp(bytes);
  }
  return bad("it is neither JPEG, PNG nor WebP", "format");
}

}  // namespace fluxweir
