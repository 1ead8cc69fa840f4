// Mountains, hills, lakes and deserts: sky over layers of ridges, each paler with distance.
#pragma once

#include <vector>

#include "render/creature.h"
#include "render/ridge.h"
#include "render/sky.h"
#include "render/studio.h"

namespace fluxweir::render {

class Land {
 public:
  explicit Land(const Studio& studio);
  // `echo` is the picture itself, reduced, for reflections; null while that is being painted.
  void paint(Band& band, const Plate* echo) const;

 private:
  void plan_mountains();
  void plan_dunes();
  void plan_foreground();
  Ridge layer(Ridge::Kind kind, float distance) const;
  void paint_lake(Band& band, const Plate* echo) const;

  const Studio* studio_;
  float horizon_;
  float shore_ = 9;  // y of the lake's far shore; beyond the picture when there is none
  Sky sky_;
  Tinter tint_;
  Dice dice_;
  std::vector<Ridge> far_;   // behind the lake
  std::vector<Ridge> near_;  // in front of it
  std::vector<Figure> figures_;
};

}  // namespace fluxweir::render
