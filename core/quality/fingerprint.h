// How perceptual hashes are made: dHash compares neighbours of a 9x8 reduction, pHash the low
// frequencies of a 32x32 reduction with their median.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/units.h"
#include "image/fingerprint.h"

namespace fluxweir {

namespace quality {

// Sums of luma over columns x rows boxes as even as can be. Sides must be at least as many pixels.
class BoxGrid {
 public:
  BoxGrid(Size size, std::size_t columns, std::size_t rows);
  void add_row(std::size_t y, const std::uint8_t* luma);
  // 256 x the mean of box (column, row).
  std::int64_t mean(std::size_t column, std::size_t row) const;
  std::size_t columns() const { return columns_; }
  std::size_t rows() const { return rows_; }

 private:
  std::size_t width_, height_, columns_, rows_;
  std::vector<std::int64_t> sums_;
};

std::uint64_t dhash(const BoxGrid& grid);  // 9 x 8
std::uint64_t phash(const BoxGrid& grid);  // 32 x 32; the bit of the mean is 0

}  // namespace quality
}  // namespace fluxweir
