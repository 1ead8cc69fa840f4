// From pixels to what travels with a picture.
#pragma once

#include "image/inspection.h"
#include "image/raster.h"

namespace fluxweir {

// Measures and scores `picture` for no purpose in particular. `film_grain`: grain is wanted (raw
// mode). A picture that is too small or too large to be measured is unscored.
Inspection inspect(const Raster& picture, bool film_grain);

}  // namespace fluxweir
