// The last steps: bloom, vignette, tone curve, grain and the way from linear light to 8-bit sRGB;
// the blend with a reference; the corner mark.
#pragma once

#include <cstdint>
#include <vector>

#include "image/raster.h"
#include "render/canvas.h"

namespace fluxweir::render {

class Finish {
 public:
  // `bloom` as made by bloom_of, or null. `raw` gives the less processed look.
  Finish(const Frame& frame, const Plate* bloom, bool raw, std::uint64_t seed);
  // Writes the band's rows into `out`.
  void develop(Band& band, Raster& out) const;

 private:
  void develop_row(const Rgb* in, std::int32_t y, std::uint8_t* out) const;
  std::uint32_t level(float light) const;

  Frame frame_;
  const Plate* bloom_;
  bool raw_;
  std::uint32_t seed_;
  std::vector<std::uint16_t> curve_;  // by the leading bits of the light; 256ths of a level
};

// The light that spills around bright places of the reduced picture.
Plate bloom_of(const Plate& echo);

// Lets `reference` show through: its colours and light soon, its detail late; whole at 1000.
void blend_reference(Raster& picture, const Raster& reference, std::int32_t thousandths);

// "fluxweir renderer" in the bottom right corner.
void stamp_mark(Raster& picture);

}  // namespace fluxweir::render
