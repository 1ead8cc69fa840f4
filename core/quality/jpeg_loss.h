// What JPEG at some quality takes from a picture, without making a file: each 8x8 block of Y, Cb
// and Cr is transformed, rounded by the tables of ITU T.81 Annex K and transformed back, no
// subsampling.
#pragma once

#include "image/raster.h"

namespace fluxweir::quality {

// `quality` is 1..100, scaled as libjpeg does.
Raster jpeg_loss(const Raster& picture, int quality);

}  // namespace fluxweir::quality
