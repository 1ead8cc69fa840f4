// What kind of picture some bytes begin, and its size, from the header alone; nothing is decoded.
// Sources: PNG 5.2 and 11.2.2 (w3.org/TR/png-3), ITU T.81 B.1 and B.2, RFC 9649 (WebP), read
// 2026-11-25.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.h"

namespace fluxweir {

enum class PictureKind : std::uint8_t { Unknown, Jpeg, Png, Webp };

struct Sniffed {
  PictureKind kind = PictureKind::Unknown;
  // As stored: a JPEG's Exif orientation does not count. Nothing when the bytes end before it, as
  // they may with a JPEG that carries a thumbnail or a profile, or when a side is 0.
  std::optional<Size> size;
  bool operator==(const Sniffed&) const = default;
};

// `first` is the beginning of a file; 4 KiB are enough for most.
Sniffed sniff(std::string_view first);

// "image/jpeg"; empty for Unknown.
std::string_view content_type(PictureKind kind);

}  // namespace fluxweir
