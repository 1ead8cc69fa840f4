// A field of flowers under a sky: thousands of small heads far away, a few large ones near and out
// of focus.
#pragma once

#include <vector>

#include "render/creature.h"
#include "render/ridge.h"
#include "render/sky.h"
#include "render/studio.h"

namespace fluxweir::render {

class Meadow {
 public:
  explicit Meadow(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Flower {
    Point at;
    float size = 0.01f;
    float soft = 0;  // blur in units
    float flat = 1;  // height over width
    float turn_x = 1, turn_y = 0;
    float stem = 0;  // length
    float bow = 0;
    int petals = 5;
    Rgb petal, inner, heart, green;
  };
  void plan_hills();
  void plan_flowers();
  void paint_grass(Band& band) const;
  void paint_stem(Band& band, const Flower& flower) const;
  void paint_flower(Band& band, const Flower& flower) const;

  const Studio* studio_;
  float horizon_;
  Sky sky_;
  Tinter tint_;
  Dice dice_;
  Rgb grass_, grass_lit_;
  std::vector<Ridge> hills_;
  std::vector<Flower> flowers_;  // from far to near
};

}  // namespace fluxweir::render
