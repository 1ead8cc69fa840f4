// What every composition works from: the brief, the light, the picture's measures and baked noise.
#pragma once

#include "render/canvas.h"
#include "render/light.h"
#include "render/noise.h"
#include "render/words.h"

namespace fluxweir::render {

struct Studio {
  Studio(std::string_view prompt, std::uint64_t picture_seed, Size size);

  std::uint64_t seed;
  Brief brief;
  Frame frame;
  Light light;
  Tile cloud;
  Tile relief;
};

}  // namespace fluxweir::render
