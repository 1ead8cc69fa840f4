#include "quality/heat.h"

#include <algorithm>

#include "quality/meter.h"

namespace fluxweir {

Result<HeatMap> HeatMap::make(const Raster& picture) {
  if (auto refused = unmeasurable(picture)) return fail(std::move(*refused));
  HeatMap out;
  out.columns_ = picture.size.width / kHeatTile;
  out.rows_ = picture.size.height / kHeatTile;
  const std::size_t stride = static_cast<std::size_t>(picture.size.width) * 3;
  for (std::int32_t row = 0; row < out.rows_; ++row) {
    for (std::int32_t column = 0; column < out.columns_; ++column) {
      Meter meter({kHeatTile, kHeatTile});
      for (std::int32_t y = 0; y < kHeatTile; ++y) {
        const std::size_t line = static_cast<std::size_t>(row * kHeatTile + y) * stride;
        meter.add_row(&picture.rgb[line + static_cast<std::size_t>(column * kHeatTile) * 3]);
      }
      out.tiles_.push_back(meter.finish());
    }
  }
  return out;
}

std::uint8_t HeatMap::heat(const Part& part, std::int32_t column, std::int32_t row) const {
  constexpr std::int64_t kLeastContrast = 4'000'000;  // levels, below which a tile has no edges
  const std::size_t above = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_);
  const Measures& tile = tiles_[above + static_cast<std::size_t>(column)];
  const auto value = tile.find(part.measure);
  const bool empty = tile.find(Measure::Contrast).value_or(0) < kLeastContrast;
  if (!value || (part.measure == Measure::Blur && empty)) return 0;
  const std::int64_t way = (*value - part.ok) * 255 / (part.fail - part.ok);
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(way, 0, 255));
}

}  // namespace fluxweir
