// From pixels to what travels with a picture.
#pragma once

#include "image/inspection.h"
#include "image/raster.h"

namespace fluxweir {

struct Calibration;

struct InspectOptions {
  bool film_grain = false;                   // grain is wanted (raw mode)
  const Calibration* calibration = nullptr;  // what may reject; null: nothing does
};

// Measures and scores `picture` for no purpose in particular. A picture that is too small or too
// large to be measured is unscored.
Inspection inspect(const Raster& picture, const InspectOptions& options);

}  // namespace fluxweir
