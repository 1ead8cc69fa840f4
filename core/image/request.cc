#include "image/request.h"

namespace fluxweir {

std::string_view format_name(Format format) { return format == Format::Png ? "png" : "jpeg"; }
std::string_view content_type(Format format) {
  return format == Format::Png ? "image/png" : "image/jpeg";
}
std::string_view file_suffix(Format format) { return format == Format::Png ? "png" : "jpg"; }

bool may_be_reference(const Sniffed& picture, std::uint64_t bytes) {
  return picture.kind != PictureKind::Unknown && picture.size &&
         picture.size->pixels() <= kMaxReferencePixels &&
         bytes <= static_cast<std::uint64_t>(kMaxReferenceBytes);
}

}  // namespace fluxweir
