// Perceptual hashes: two pictures that look alike differ in few bits. dHash compares neighbours of
// a 9x8 reduction; pHash compares the low frequencies of a 32x32 reduction with their median.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/units.h"

namespace fluxweir {

struct Fingerprint {
  std::uint64_t dhash = 0;
  std::uint64_t phash = 0;
  bool operator==(const Fingerprint&) const = default;
};

enum class Likeness : std::uint8_t { NearDuplicate, Similar, Different };

// By the Hamming distances of both hashes: at most 6 bits is a near-duplicate, at least 15 is
// different; the one that sees more difference decides. Source: image-quality.md 3.12, measured on
// photographs; over-exposure breaks both hashes.
Likeness compare(const Fingerprint& a, const Fingerprint& b);

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
