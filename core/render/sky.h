// The sky above a landscape: gradient, sun or moon, clouds lit from below or above, stars.
#pragma once

#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

class Sky {
 public:
  // `horizon` in units from the top of the picture.
  Sky(const Studio& studio, float horizon);
  // Fills the band's rows above `until` units.
  void paint(Band& band, float until) const;
  Point sun() const { return sun_; }

 private:
  struct Star {
    Point at;
    float size;
    Rgb light;
  };
  Rgb shade(const Studio& studio, float x, float y) const;
  Rgb clouds(const Studio& studio, Rgb under, float x, float y) const;
  void scatter_stars(const Studio& studio);
  void paint_disc(Band& band) const;

  float horizon_;
  Point sun_;
  Light light_;
  Ramp ramp_;
  Plate plate_;
  std::vector<Star> stars_;
  float drift_x_ = 0;
  float drift_y_ = 0;
  float stretch_ = 1;
};

}  // namespace fluxweir::render
