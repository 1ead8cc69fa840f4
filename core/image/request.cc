#include "image/request.h"

namespace fluxweir {

std::string_view format_name(Format format) { return format == Format::Png ? "png" : "jpeg"; }
std::string_view content_type(Format format) {
  return format == Format::Png ? "image/png" : "image/jpeg";
}
std::string_view file_suffix(Format format) { return format == Format::Png ? "png" : "jpg"; }

}  // namespace fluxweir
