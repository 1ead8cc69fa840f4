// A solid of revolution (bottle, cup, fruit) seen slightly from above, with its shadow and its
// reflection on the table it stands on.
#pragma once

#include <array>
#include <vector>

#include "render/canvas.h"

namespace fluxweir::render {

struct Turned {
  enum class Finish : std::uint8_t { Matt, Gloss, Glass, Metal };
  std::array<float, 257> radius{};  // from foot to top, in units of its height
  Point foot;
  float height = 0.3f;
  float widest = 0;
  float tip = 0;  // how much of an ellipse a level circle shows: its height over its width
  Finish finish = Finish::Gloss;
  Ramp tones;                          // dark to lit
  bool lidded = false;                 // the top shows as a disc
  Rgb top;                             // its colour
  float label_from = 0, label_to = 0;  // share of the height; equal: none
  Rgb label;
  float cap_from = 2;  // above this share the cap begins
  Ramp cap;
  float squash = 1;  // 1 round; towards 0 a box with round edges
};

// What light a turned body stands in.
struct Stage {
  float key = -1;  // the light's side: -1 left, 1 right
  Rgb wall_lit, floor_lit, shadow;
};

// `profile` holds radius and height, both in units of `height`, from foot (0) to top (1).
Turned make_turned(const Outline& profile, Point foot, float height);

void paint_shadow(Band& band, const Turned& object, const Stage& stage);
void paint_turned(Band& band, const Turned& object, const Stage& stage);
void paint_reflection(Band& band, const Turned& object, const Stage& stage);

}  // namespace fluxweir::render
