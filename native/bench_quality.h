// Damages pictures at five levels and looks whether the measures and the score notice.
#pragma once

#include <string>
#include <vector>

#include "image/raster.h"

namespace fluxweir::native {

// Twelve pictures of the painter's, 1024 x 768.
std::vector<Raster> bench_pictures();

// The undamaged scores and two Markdown tables. For each kind of damage, of the measure that should
// see it: the AUC of each level against the undamaged pictures, the median of each picture's
// Spearman correlation with the level and the correlation over all pictures. Of the score: its
// median and the share below 60 at each level, and the same two correlations. All pictures must be
// measurable, at least two of them.
std::string bench_quality(const std::vector<Raster>& pictures);

}  // namespace fluxweir::native
