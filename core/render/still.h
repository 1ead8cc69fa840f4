// A still life or product picture: turned objects on a seamless backdrop, with soft shadows and a
// faint reflection in the table.
#pragma once

#include <vector>

#include "render/studio.h"
#include "render/turned.h"
#include "render/watch.h"

namespace fluxweir::render {

class Still {
 public:
  explicit Still(const Studio& studio);
  void paint(Band& band, const Plate* echo) const;

 private:
  struct Decal {
    Outline outline;
    Rgb colour;
    float opacity = 1;
  };
  Ink accent(float l, float c);
  Ramp tones_of(Ink ink, float tint) const;
  void plan_object(Detail what, Point foot, float size);
  void plan_bottle(Detail what, Point foot, float size);
  void plan_pot(Detail what, Point foot, float size);
  void plan_cup(Point foot, float size);
  void plan_fruit(Point foot, float size);
  void add_fruit(Point foot, float size, Ink ink);
  void plan_watch(Point foot, float size);
  void plan_company(Point foot, float size);
  void paint_stage(Band& band) const;
  void paint_flame(Band& band, Point wick) const;

  const Studio* studio_;
  Tinter tint_;
  Dice dice_;
  float table_;  // y where wall and table meet, softly
  float hue_ = 0;
  Stage stage_;
  Rgb wall_, floor_;
  std::vector<Turned> objects_;  // from far to near
  std::vector<Decal> behind_;    // under the objects
  std::vector<Decal> decals_;    // over them
  std::vector<Watch> watches_;
  std::vector<Point> flames_;
};

}  // namespace fluxweir::render
