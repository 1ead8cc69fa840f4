// Rain and snow in the air, in front of an outdoor picture.
#pragma once

#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

class Falling {
 public:
  explicit Falling(const Studio& studio);
  void paint(Band& band) const;

 private:
  struct Drop {
    Point at;
    float size = 0;  // half the width of a streak, the radius of a flake
    float length = 0;
    float opacity = 0;
  };
  void paint_streak(Band& band, const Drop& drop) const;

  std::vector<Drop> drops_;
  Rgb colour_;
  float slant_ = 0;
  bool snow_ = false;
};

}  // namespace fluxweir::render
