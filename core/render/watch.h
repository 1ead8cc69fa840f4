// A wrist watch seen from the front: case, dial, hands, strap.
#pragma once

#include "render/turned.h"

namespace fluxweir::render {

struct Watch {
  Point at;
  float radius = 0;
  Rgb metal, dial, hand, strap, second;
  float hour = 0, minute = 0;  // turns of the hands, clockwise from twelve
};

void paint_watch(Band& band, const Watch& watch, const Stage& stage);

}  // namespace fluxweir::render
