// Whether a picture is what was promised, as far as its header and last bytes tell.
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"
#include "image/request.h"
#include "image/sniff.h"

namespace fluxweir {

enum class Flaw : std::uint8_t {
  NoPicture,  // something else came: an error page, nothing
  Cut,        // its end is missing
  Format,
  Size,
  Black,  // all of it, as some backends give in place of what they do not want to show
  Blank   // of one colour
};
std::string_view flaw_name(Flaw flaw);  // "cut"

// `last` is its last 64 bytes.
std::optional<Flaw> find_flaw(const Sniffed& picture, std::string_view last, Format format,
                              Size size);

}  // namespace fluxweir
