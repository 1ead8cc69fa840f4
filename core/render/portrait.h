// A stylised bust in profile before a studio backdrop: plain shapes under one soft light.
#pragma once

#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

// A flat outline lit as if it were puffed up: its blurred mask serves as a height.
class Puffed {
 public:
  Puffed() = default;
  // `round` is how far from its edge the surface bends, in units.
  Puffed(const Frame& frame, Outline outline, float round);
  const Outline& outline() const { return outline_; }
  // Light falling on a point, about 0..1, from direction (x, y) with z towards the viewer.
  float light(float x, float y, Point from, float z) const;

 private:
  Outline outline_;
  Plate height_;
};

class Portrait {
 public:
  explicit Portrait(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Part {
    Puffed shape;
    Ramp tones;  // dark to lit
    Rgb rim;
    float streak = 0;  // strength of strands (hair) or weave
  };
  void plan_head();
  void plan_hair();
  void plan_face();
  Point place(Point p) const;
  Outline place(const Outline& outline) const;
  void add_part(const Outline& outline, float round, Ink tone, float streak);
  void paint_backdrop(Band& band) const;
  void paint_part(Band& band, const Part& part) const;

  struct Touch {  // a small flat shape or a soft blush
    Outline outline;
    Point at;
    float radius = 0;
    Rgb colour;
    float opacity = 1;
  };
  const Studio* studio_;
  Tinter tint_;
  Dice dice_;
  Point chin_;
  float head_ = 0.4f;  // height of the head in units
  bool flip_ = false;
  Point key_;  // where the light comes from
  Rgb wall_, wall_lit_, halo_;
  Point halo_at_;
  float halo_size_ = 0;
  std::vector<Part> parts_;
  std::vector<Touch> touches_;
};

}  // namespace fluxweir::render
