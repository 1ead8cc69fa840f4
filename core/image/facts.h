// What a picture file's structure tells, without a pixel being decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.h"

namespace fluxweir {

enum class PictureKind : std::uint8_t { Unknown, Jpeg, Png, Webp };

// "image/jpeg"; empty for Unknown.
std::string_view content_type(PictureKind kind);

// The first thing that is wrong with a file, or None.
enum class PictureFault : std::uint8_t {
  None,
  Unknown,    // it is none of the three kinds
  Truncated,  // it ends before its end
  BadMarker,  // something else stands where a JPEG marker or a chunk's name belongs
  BadLength,  // a part's length can't be right
  BadOrder,   // parts that may not follow each other, or one too many
  BadHeader,  // values of the picture's header that the format does not have
  ZeroSize,   // a side of 0
  NoData,     // the end without a picture before it
  BadCrc      // a PNG chunk was changed
};
std::string_view fault_name(PictureFault fault);  // "bad_crc"; "none"

struct PictureFacts {
  PictureKind kind = PictureKind::Unknown;
  // As stored: a JPEG's Exif orientation does not count. Nothing before it has been read.
  std::optional<Size> size;
  PictureFault fault = PictureFault::None;
  std::uint64_t fault_at = 0;  // offset of the part that is wrong
  std::uint64_t bytes = 0;     // of the whole file
  std::uint64_t trailing = 0;  // of them behind the picture's end, which is no fault
  std::uint64_t c2pa = 0;      // of the C2PA manifest store as it says itself; 0: there is none
  bool xmp = false;            // it says something about itself in an XMP packet
  std::uint64_t metadata_at =
      0;  // offset at which a JPEG segment or PNG chunk may be put in; 0: none
  // Of all bytes, to find the same file again within a process; not against someone who wants two
  // files to have one. A CRC-32 would not do: chunks of a PNG carry theirs, so that one of the
  // whole hardly depends on their content.
  std::uint64_t digest = 0xcbf2'9ce4'8422'2325;
  std::uint32_t channels = 0;  // stored for each pixel; 1 with a palette
  std::uint32_t bits = 0;      // of each
  std::uint32_t scans = 0;     // of a JPEG
  bool progressive = false;    // JPEG; interlaced PNG
  bool animated = false;       // WebP, and PNG with an acTL chunk

  bool operator==(const PictureFacts&) const = default;
};

}  // namespace fluxweir
