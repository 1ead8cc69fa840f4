// Known damage done to a picture, for trying measures on: what `fluxweir bench quality` and the
// tests compare their values with. The same bytes on every target.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "image/raster.h"
#include "quality/measure.h"

namespace fluxweir::quality {

enum class Damage : std::uint8_t {
  Blur,
  Noise,
  Jpeg,
  Posterise,
  Enlarge,
  Pixelate,
  OverExpose,
  UnderExpose,
  LowContrast,
  LowColour,
  Cast,
  Checkerboard,
  Seam,
  Letterbox,
  Blank,
};

inline constexpr int kDamageLevels = 5;

struct DamageRow {
  Damage kind;
  std::string_view name;    // "blur"
  std::string_view levels;  // what the five are: "Gaussian of 0.6, 1, 1.8, 3, 5 pixels"
  Measure measure;          // what should see it best
  int direction;            // 1 when the measure rises with it, -1 when it falls
};

std::span<const DamageRow> damage_rows();

// `level` is 1..kDamageLevels. `seed` decides random damage (noise).
Raster damaged(const Raster& picture, Damage kind, int level, std::uint64_t seed);

}  // namespace fluxweir::quality
