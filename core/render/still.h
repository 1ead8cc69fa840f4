// A still life or product picture: turned objects on a seamless backdrop, with soft shadows and a
// faint reflection in the table.
#pragma once

#include <array>
#include <vector>

#include "render/studio.h"

namespace fluxweir::render {

// A solid of revolution seen slightly from above.
struct Turned {
  enum class Finish : std::uint8_t { Matt, Gloss, Glass, Metal };
  std::array<float, 257> radius{};  // from foot to top, in units of its height
  Point foot;
  float height = 0.3f;
  float widest = 0;
  float tip = 0;  // how much of an ellipse a level circle shows: its height over its width
  Finish finish = Finish::Gloss;
  Ramp tones;
  Rgb top;                             // colour of an open or flat top
  bool lidded = false;                 // show the top as a disc
  float label_from = 0, label_to = 0;  // share of the height; equal: none
  Rgb label;
  float cap_from = 2;  // above this share the cap begins
  Ramp cap;
  float squash = 1;  // 1 round; towards 0 a box with round edges
};

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
  struct Ring {  // a watch or clock: front-facing circles
    Point at;
    float radius = 0;
    Rgb metal, dial, hand, strap;
    float hour = 0, minute = 0;
  };
  Ink accent(float l, float c);
  Turned turn(const std::vector<Point>& profile, Point foot, float height) const;
  void plan_object(Detail what, Point foot, float size);
  void plan_fruit(Point foot, float size);
  void add_fruit(Point foot, float size, Ink ink);
  void plan_watch(Point foot, float size);
  void plan_company(Point foot, float size);
  void paint_stage(Band& band) const;
  void paint_shadow(Band& band, const Turned& object) const;
  void paint_turned(Band& band, const Turned& object, bool mirrored) const;
  Rgb shade(const Turned& object, float across, float up, float lean) const;
  void paint_watch(Band& band) const;

  const Studio* studio_;
  Tinter tint_;
  Dice dice_;
  float table_;     // y where wall and table meet, softly
  float key_ = -1;  // the light's side
  float hue_ = 0;
  Rgb wall_, wall_lit_, floor_, floor_lit_, shadow_;
  std::vector<Turned> objects_;  // from far to near
  std::vector<Decal> decals_;
  std::vector<Ring> rings_;
  std::vector<Point> flames_;
};

}  // namespace fluxweir::render
