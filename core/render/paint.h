// The painter: a deterministic picture for a prompt and a seed, without any model. The same request
// gives the same bytes on every target: only integers and correctly rounded float operations are
// used, never libm. To the gateway it is a provider like any other; only hosts call it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/units.h"
#include "image/raster.h"
#include "image/request.h"

namespace fluxweir {

inline constexpr std::int32_t kPaintMinSide = 64;
inline constexpr std::int32_t kPaintMaxSide = 4096;

struct PaintRequest {
  std::string prompt;
  std::uint64_t seed = 0;
  Size size;
  bool raw = false;  // less processed: lower saturation, flatter contrast, film grain
  Format format = Format::Jpeg;
  std::int32_t safety_tolerance = 2;      // 0..6, see refusal
  std::int32_t strength_thousandths = 0;  // of the reference: 0 not seen, 1000 the reference itself
  bool mark = true;                       // the corner mark
};

// The body of a call to the painter: {"prompt", "seed", "width", "height", "raw", "output_format":
// "jpeg"|"png", "safety_tolerance", "strength_thousandths", "mark"}. Width and height are required,
// the rest has the defaults above; unknown keys are skipped. Fails with InvalidJson, or
// InvalidParameter naming every fault at once.
Result<PaintRequest> read_paint_request(std::string_view json);

// Why the prompt is not painted at this tolerance: the status text of BFL's API, "Request
// Moderated"; nothing when it is. An emulation for development: a short list of words, each refused
// below its own level, not a moderation system.
std::optional<std::string_view> refusal(std::string_view prompt, std::int32_t safety_tolerance);

// Fails with InvalidParameter when a side is outside 64..4096 or the strength outside 0..1000.
// `reference` may have any size of at least one pixel; it is scaled to fill the picture and cropped
// at its centre; null when there is none. At 4 megapixels it takes 0.3 to 0.6 s of one core and,
// beside the result, about 25 MB. Safe on several threads at once.
Result<Raster> paint(const PaintRequest& request, const Raster* reference);

// JPEG (quality 90) or PNG by `request.format`, labelled as made by an algorithm in XMP. Empty when
// memory ran out.
std::string encode(const Raster& picture, const PaintRequest& request);

}  // namespace fluxweir
