// Whether a picture is whole and what was promised, as far as its structure tells.
#pragma once

#include <optional>
#include <string_view>

#include "base/units.h"
#include "image/facts.h"
#include "image/request.h"

namespace fluxweir {

enum class Flaw : std::uint8_t {
  NoPicture,  // something else came: an error page, nothing
  Cut,        // its end is missing
  Broken,     // its structure is wrong
  Format,
  Size,
  Black,      // all of it, as some backends give in place of what they do not want to show
  Blank,      // all of one colour
  Duplicate,  // another picture of the same run has the same bytes
  Alike,      // it looks the same as another one of the run
  Poor        // whole, and below the thresholds that the operator had fitted
};
std::string_view flaw_name(Flaw flaw);  // "cut"

// The first that applies, in the order above; of what structure tells: up to Size.
std::optional<Flaw> find_flaw(const PictureFacts& picture, Format format, Size size);

}  // namespace fluxweir
