// The sea: horizon, mirrored light, waves in perspective; headlands, a lighthouse, boats, a beach.
#pragma once

#include <vector>

#include "render/creature.h"
#include "render/ridge.h"
#include "render/sky.h"
#include "render/studio.h"

namespace fluxweir::render {

class Sea {
 public:
  explicit Sea(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  void plan_land();
  void plan_lighthouse();
  void plan_tower(float at, float top);
  void plan_boats();
  void paint_water(Band& band, const Plate* echo) const;
  Rgb water(const Plate* echo, float x, float y, float below) const;
  void paint_beach(Band& band, const Plate* echo) const;
  void paint_lamp(Band& band) const;

  const Studio* studio_;
  float horizon_;
  Sky sky_;
  Tinter tint_;
  Dice dice_;
  Rgb deep_, shallow_, sand_;
  float beach_ = 9;  // y where the sand begins at the middle; beyond the picture when there is none
  std::vector<Ridge> far_;
  std::vector<Ridge> near_;
  std::vector<Figure> afloat_;
  std::vector<Figure> tower_;
  Point lamp_;
  float lamp_size_ = 0;
};

}  // namespace fluxweir::render
