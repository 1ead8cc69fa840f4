// Silhouettes: animals, birds, boats and other small figures, as outlines in their own units (about
// one unit tall, standing on y = 0, facing right).
#pragma once

#include <vector>

#include "render/canvas.h"
#include "render/noise.h"
#include "render/words.h"

namespace fluxweir::render {

struct Figure {
  Outline outline;
  Rgb colour;
  float opacity = 1;
};

Outline fox_outline();
Outline cat_outline();
Outline deer_outline();
// A bird on the wing, one unit from tip to tip; `beat` in 0..1 lifts the wings.
Outline bird_outline(float beat);
Outline hull_outline();
Outline sail_outline();
Outline jib_outline();

// A loose flock around `at`; `size` is the wing span of the largest.
void add_flock(std::vector<Figure>& figures, Dice& dice, Point at, float size, int count,
               Rgb colour);

void paint_figures(Band& band, const std::vector<Figure>& figures);

}  // namespace fluxweir::render
