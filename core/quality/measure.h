// What is measured of a picture's pixels, and the table that names each measure. Formulas and
// accuracy are those of the literature named in the table; nothing here sees meaning.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "image/raster.h"
#include "quality/fingerprint.h"

namespace fluxweir {

enum class Measure : std::uint8_t {
  Mean,
  Shadow,
  Median,
  Highlight,
  LevelEntropy,
  ClipHigh,
  ClipHighInside,
  ClipLow,
  Contrast,
  LocalContrast,
  Range,
  ModeShare,
  BlankTiles,
  Colourfulness,
  ColourCast,
  BorderContrast,
  Blur,
  LaplacianVariance,
  Tenengrad,
  EffectiveMegapixels,
  EffectiveShare,
  FineDetail,
  Noise,
  JpegGrid,
  Banding,
  Checkerboard,
  Seam,
  Pixelation,
  Letterbox,
};
inline constexpr std::size_t kMeasureCount = 29;

enum class Worse : std::uint8_t { Higher, Lower, Neither };

struct MeasureRow {
  Measure measure;
  std::string_view name;     // on the wire: "noise"
  std::string_view unit;     // "levels", "share", ...
  std::string_view meaning;  // one sentence
  std::string_view source;   // the literature
  Worse worse = Worse::Neither;
  // False for what is a matter of style or that the literature calls unreliable on its own: such a
  // measure is told, and never a reason to fail a picture.
  bool may_gate = false;
};

// In the order of the enumeration.
std::span<const MeasureRow> measure_rows();
std::optional<Measure> find_measure(std::string_view name);

// For people: "12.3", shares as "4.2 %".
std::string value_text(Measure measure, std::int64_t millionths);

// Values are whole millionths, so that they are the same integers on every target.
struct Measures {
  static constexpr std::int64_t kAbsent = std::numeric_limits<std::int64_t>::min();

  Size size;
  std::array<std::int64_t, kMeasureCount> millionths = {};
  Fingerprint fingerprint;
  bool operator==(const Measures&) const = default;

  // Nothing when the picture has no room for it: the spectrum wants 128 pixels each way.
  std::optional<std::int64_t> find(Measure measure) const {
    const std::int64_t value = millionths[static_cast<std::size_t>(measure)];
    return value == kAbsent ? std::nullopt : std::optional(value);
  }
};

inline constexpr std::int32_t kMeasureMinSide = 64;
inline constexpr std::int64_t kMeasureMaxPixels = 64'000'000;

// InvalidParameter when a side is below 64 pixels, the picture has more than 64 megapixels, or
// `rgb` is not as long as `size` says; else nothing.
std::optional<Error> unmeasurable(const Raster& picture);

// Fails as above. Needs about one byte a pixel beside the picture.
Result<Measures> measure(const Raster& picture);

}  // namespace fluxweir
