// Measures a picture row by row as a decoder gives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/units.h"
#include "quality/fingerprint.h"
#include "quality/kernels.h"
#include "quality/measure.h"
#include "quality/tally.h"

namespace fluxweir {

// Keeps the luma of the whole picture, a byte a pixel, for the spectrum of its busiest tiles.
class Meter {
 public:
  // Sides of at least kMeasureMinSide, at most kMeasureMaxPixels.
  explicit Meter(Size size);

  // The next row, `size.width` pixels of 3 bytes; rows beyond the height are ignored.
  void add_row(const std::uint8_t* rgb);

  // Once, when all rows were added.
  Measures finish();

 private:
  const std::uint8_t* row(std::size_t y) const { return plane_.data() + kBefore + y * stride_; }
  void add_colours(const std::uint8_t* rgb, std::uint8_t* luma);
  void add_levels(const std::uint8_t* luma);
  void add_steps();
  void add_gradients();
  void add_blur();
  void add_artefacts();
  std::vector<const std::uint8_t*> busiest_tiles() const;

  static constexpr std::size_t kBefore = 16;  // bytes before the first row and behind the last
  static constexpr std::size_t kBehind = 64;

  std::size_t width_, height_, stride_;
  std::size_t y_ = 0;  // the row being added
  std::vector<std::uint8_t> plane_;
  quality::Tally tally_;
  quality::BoxGrid coarse_, fine_;
};

}  // namespace fluxweir
