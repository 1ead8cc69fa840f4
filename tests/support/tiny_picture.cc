#include "support/tiny_picture.h"

#include "base/crc32.h"

namespace fluxweir {

std::string big_endian(std::uint64_t value, int count) {
  std::string out;
  for (int i = count - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  return out;
}

std::string little_endian(std::uint64_t value, int count) {
  const std::string reversed = big_endian(value, count);
  return {reversed.rbegin(), reversed.rend()};
}

std::string jpeg_segment(unsigned char marker, std::string_view content) {
  return "\xff" + std::string(1, static_cast<char>(marker)) + big_endian(content.size() + 2, 2) +
         std::string(content);
}

std::string jpeg_frame(unsigned char marker, Size size) {
  return jpeg_segment(marker, "\x08" + big_endian(static_cast<std::uint64_t>(size.height), 2) +
                                  big_endian(static_cast<std::uint64_t>(size.width), 2) +
                                  std::string("\3\1\x22\0\2\x11\1\3\x11\1", 10));
}

std::string jpeg_scan(std::string_view data) {
  return jpeg_segment(0xda, std::string("\3\1\0\2\x11\3\x11\0\x3f\0", 10)) + std::string(data);
}

std::string png_chunk(std::string_view name, std::string_view content) {
  const std::string checked = std::string(name) + std::string(content);
  Crc32 crc;
  crc.append(checked);
  return big_endian(content.size(), 4) + checked + big_endian(crc.value(), 4);
}

std::string png_header(Size size, std::string_view rest) {
  return png_chunk("IHDR", big_endian(static_cast<std::uint64_t>(size.width), 4) +
                               big_endian(static_cast<std::uint64_t>(size.height), 4) +
                               std::string(rest));
}

std::string webp_chunk(std::string_view name, std::string_view content) {
  std::string chunk = std::string(name) + little_endian(content.size(), 4) + std::string(content);
  if (content.size() % 2 == 1) chunk.push_back('\0');
  return chunk;
}

std::string webp_file(std::string_view chunks) {
  return "RIFF" + little_endian(chunks.size() + 4, 4) + "WEBP" + std::string(chunks);
}

std::string tiny_picture(Format format, Size size, unsigned char shade) {
  const std::string pixels(4, static_cast<char>(shade));
  if (format == Format::Jpeg)
    return kJpegBegin + jpeg_frame(0xc0, size) + jpeg_scan(pixels) + kJpegEnd;
  return kPngBegin + png_header(size, std::string("\x08\x02\0\0\0", 5)) +
         png_chunk("IDAT", pixels) + kPngEnd;
}

std::string tiny_webp(Size size) {
  return webp_file(
      webp_chunk("VP8 ", std::string("\x30\1\0\x9d\1\x2a", 6) +
                             little_endian(static_cast<std::uint64_t>(size.width), 2) +
                             little_endian(static_cast<std::uint64_t>(size.height), 2) + "pixels"));
}

}  // namespace fluxweir
