// What kind of picture some bytes begin, and its size; nothing behind the size is looked at.
#pragma once

#include "image/facts.h"

namespace fluxweir {

struct Sniffed {
  PictureKind kind = PictureKind::Unknown;
  // As in PictureFacts; nothing when the bytes end before it, as they may with a JPEG that carries
  // a thumbnail or a profile, or when a side is 0.
  std::optional<Size> size;
  bool operator==(const Sniffed&) const = default;
};

// `first` is the beginning of a file; 4 KiB are enough for most.
Sniffed sniff(std::string_view first);

}  // namespace fluxweir
