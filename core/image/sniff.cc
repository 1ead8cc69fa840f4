#include "image/sniff.h"

#include <cstddef>

namespace fluxweir {
namespace {

// Reads past the end give nothing, and so does everything computed from them.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  bool is(std::size_t at, std::string_view expected) const {
    return at <= bytes_.size() && bytes_.substr(at, expected.size()) == expected;
  }
  std::optional<std::uint32_t> big_endian(std::size_t at, std::size_t count) const {
    return read(at, count, true);
  }
  std::optional<std::uint32_t> little_endian(std::size_t at, std::size_t count) const {
    return read(at, count, false);
  }

 private:
  std::optional<std::uint32_t> read(std::size_t at, std::size_t count, bool high_first) const {
    if (at > bytes_.size() || bytes_.size() - at < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = high_first ? at + i : at + count - 1 - i;
      value = value << 8 | static_cast<unsigned char>(bytes_[place]);
    }
    return value;
  }

  std::string_view bytes_;
};

std::optional<Size> make_size(std::optional<std::uint32_t> width,
                              std::optional<std::uint32_t> height) {
  constexpr std::uint32_t kMost = 0x7fffffff;
  if (!width || !height || *width == 0 || *height == 0) return std::nullopt;
  if (*width > kMost || *height > kMost) return std::nullopt;
  return Size{static_cast<std::int32_t>(*width), static_cast<std::int32_t>(*height)};
}

std::optional<Size> png_size(const Bytes& bytes) {
  if (!bytes.is(8, std::string_view("\0\0\0\x0dIHDR", 8))) return std::nullopt;
  return make_size(bytes.big_endian(16, 4), bytes.big_endian(20, 4));
}

std::optional<Size> webp_size(const Bytes& bytes) {
  if (bytes.is(12, "VP8X")) {
    const auto width = bytes.little_endian(24, 3);
    const auto height = bytes.little_endian(27, 3);
    if (!width || !height) return std::nullopt;
    return make_size(*width + 1, *height + 1);
  }
  if (bytes.is(12, "VP8L") && bytes.is(20, "\x2f")) {
    const auto bits = bytes.little_endian(21, 4);
    if (!bits) return std::nullopt;
    return make_size((*bits & 0x3fff) + 1, (*bits >> 14 & 0x3fff) + 1);
  }
  if (bytes.is(12, "VP8 ") && bytes.is(23, "\x9d\x01\x2a")) {
    const auto width = bytes.little_endian(26, 2);
    const auto height = bytes.little_endian(28, 2);
    if (!width || !height) return std::nullopt;
    return make_size(*width & 0x3fff, *height & 0x3fff);
  }
  return std::nullopt;
}

bool is_frame_header(std::uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// Walks the segments up to the frame header.
std::optional<Size> jpeg_size(const Bytes& bytes) {
  std::size_t at = 2;
  while (bytes.is(at, "\xff")) {
    const std::optional<std::uint32_t> marker = bytes.big_endian(at + 1, 1);
    if (!marker) return std::nullopt;
    if (*marker == 0xff) {  // a fill byte
      ++at;
      continue;
    }
    if (is_frame_header(*marker)) {
      return make_size(bytes.big_endian(at + 7, 2), bytes.big_endian(at + 5, 2));
    }
    // Scan data or the end come before any frame header only in broken files.
    if (*marker == 0xda || *marker == 0xd9 || *marker == 0) return std::nullopt;
    at += 2;
    if (*marker == 0x01 || (*marker >= 0xd0 && *marker <= 0xd8)) continue;
    const std::optional<std::uint32_t> length = bytes.big_endian(at, 2);
    if (!length || *length < 2) return std::nullopt;
    at += *length;
  }
  return std::nullopt;
}

}  // namespace

Sniffed sniff(std::string_view first) {
  const Bytes bytes(first);
  if (bytes.is(0, "\x89PNG\r\n\x1a\n")) return {PictureKind::Png, png_size(bytes)};
  if (bytes.is(0, "\xff\xd8\xff")) return {PictureKind::Jpeg, jpeg_size(bytes)};
  if (bytes.is(0, "RIFF") && bytes.is(8, "WEBP")) return {PictureKind::Webp, webp_size(bytes)};
  return {};
}

std::string_view content_type(PictureKind kind) {
  constexpr std::string_view kTypes[] = {"", "image/jpeg", "image/png", "image/webp"};
  return kTypes[static_cast<std::size_t>(kind)];
}

}  // namespace fluxweir
