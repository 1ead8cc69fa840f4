// Flowing colour: noise that bends noise, run through a ramp and lit like silk. What the painter
// makes when a prompt names nothing that it knows.
#pragma once

#include "render/studio.h"

namespace fluxweir::render {

class Flow {
 public:
  explicit Flow(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Fold {
    float height;
    float warp;
  };
  Fold fold(float x, float y) const;
  void plan_folds();

  const Studio* studio_;
  Ramp ramp_;
  Rgb shine_;
  float zoom_ = 1, bend_ = 1, twist_ = 0, turn_x_ = 1, turn_y_ = 0, bands_ = 2;
  Point origin_;
  Plate folds_;  // height, warp, slope in its three channels
};

}  // namespace fluxweir::render
