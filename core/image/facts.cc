#include "image/facts.h"

#include <cstddef>

namespace fluxweir {

std::string_view content_type(PictureKind kind) {
  constexpr std::string_view kTypes[] = {"", "image/jpeg", "image/png", "image/webp"};
  return kTypes[static_cast<std::size_t>(kind)];
}

std::string_view fault_name(PictureFault fault) {
  constexpr std::string_view kNames[] = {"none",       "unknown",   "truncated",  "bad_marker",
                                         "bad_length", "bad_order", "bad_header", "zero_size",
                                         "no_data",    "bad_crc"};
  return kNames[static_cast<std::size_t>(fault)];
}

}  // namespace fluxweir
