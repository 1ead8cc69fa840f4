// Whether a picture is what was promised, as far as its first and last bytes tell.
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"
#include "image/request.h"

namespace fluxweir {

enum class Flaw : std::uint8_t {
  NoPicture,  // something else came: an error page, nothing
  Cut,        // its end is missing
  Format,
  Size
};
std::string_view flaw_name(Flaw flaw);  // "cut"

// `first` is its beginning (4 KiB are enough for most), `last` its last 64 bytes.
std::optional<Flaw> find_flaw(std::string_view first, std::string_view last, Format format,
                              Size size);

}  // namespace fluxweir
