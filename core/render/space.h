// Space: nebula, stars near and far, a planet with an atmosphere and rings, or a spiral galaxy.
#pragma once

#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

class Space {
 public:
  explicit Space(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Star {
    Point at;
    float size;
    Rgb light;
    bool cross;
  };
  struct Planet {
    Point at;
    float radius = 0;
    Ramp bands;
    Rgb air;
    float tilt = 0;
    float shift = 0;
    bool gas = true;
    bool ring = false;
  };
  void plan_stars();
  void plan_planets();
  Rgb nebula(float x, float y) const;
  Rgb galaxy(float x, float y) const;
  void paint_planet(Band& band, const Planet& planet) const;
  void paint_ring(Band& band, const Planet& planet, bool front) const;
  void paint_star(Band& band, const Star& star) const;

  const Studio* studio_;
  Tinter tint_;
  Dice dice_;
  Ramp gas_, other_;
  Plate plate_;
  Point drift_;
  Point lamp_;  // direction of light, unit length in x and y before depth
  std::vector<Star> stars_;
  std::vector<Planet> planets_;
  bool spiral_ = false;
  Point core_;
  float lean_ = 0.5f, turn_ = 0;
};

}  // namespace fluxweir::render
