// One layer of land seen from the side: a crest over the whole width and how to colour what lies
// below it. Layers are painted from the far one to the near one, each paler with distance.
#pragma once

#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

struct Ridge {
  enum class Kind : std::uint8_t { Rock, Hill, Pines, Dune, Sand };
  Kind kind = Kind::Hill;
  std::vector<float> crest;  // y in units, one for each pixel column of the whole picture
  float highest = 0;         // least y of the crest
  // Least and greatest y of the crest between the half-way points to the neighbouring columns.
  std::vector<float> upper, lower;
  float foot = 1;  // y where its mist is thickest
  Rgb lit, dark, mist;
  float distance = 0;  // 0 near .. 1 far: how much of it is mist
  float fog = 0.3f;    // mist gathering at the foot
  float snow = 0;      // 0: none; else y in units below which (above it in the picture) snow lies
  Rgb snow_lit, snow_dark;
  float grain = 1;  // size of its relief
  float shift = 0;  // where in the tiles it begins
  bool from_right = false;
};

// Crest by noise: `base` is the middle y, `height` its reach in units, `scale` peaks in a unit.
void shape_rock(Ridge& ridge, const Frame& frame, float base, float height, float scale,
                std::uint32_t seed);
void shape_hill(Ridge& ridge, const Frame& frame, float base, float height, float scale,
                std::uint32_t seed);
// Adds a stand of conifers on the crest; `tall` in units.
void plant_pines(Ridge& ridge, const Frame& frame, float tall, float density, std::uint32_t seed);
// Recomputes what follows from the crest.
void settle(Ridge& ridge);

// `ridges` from far to near.
void paint_ridges(Band& band, const std::vector<Ridge>& ridges, const Studio& studio);

}  // namespace fluxweir::render
