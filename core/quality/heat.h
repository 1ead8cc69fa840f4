// Where in a picture a defect is: the measures of each tile by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "image/raster.h"
#include "quality/measure.h"
#include "quality/score.h"

namespace fluxweir {

inline constexpr std::int32_t kHeatTile =
    64;  // pixels; what remains at the right and below is left out

class HeatMap {
 public:
  // Fails as `measure` does. Takes about as long as measuring the picture.
  static Result<HeatMap> make(const Raster& picture);

  // How bad the tile is for `part`, 0 (good) to 255 (as bad as what fails). Tiles that have nothing
  // to judge by (the spectrum's measures; blur where hardly anything is drawn) are 0.
  std::uint8_t heat(const Part& part, std::int32_t column, std::int32_t row) const;
  std::int32_t columns() const { return columns_; }
  std::int32_t rows() const { return rows_; }

 private:
  std::int32_t columns_ = 0;
  std::int32_t rows_ = 0;
  std::vector<Measures> tiles_;
};

}  // namespace fluxweir
