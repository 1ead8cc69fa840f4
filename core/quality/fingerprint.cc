#include "quality/fingerprint.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "quality/exact_math.h"
#include "quality/kernels.h"

namespace fluxweir {

namespace quality {
namespace {

constexpr std::size_t kGrid = 32;
constexpr std::size_t kLow = 8;

using Cosines = std::array<std::array<std::int64_t, kGrid>, kLow>;

// cos((2 x + 1) k pi / 64) in 1/4096.
Cosines cosines() {
  Cosines out{};
  for (std::size_t k = 0; k < kLow; ++k) {
    for (std::size_t x = 0; x < kGrid; ++x) {
      const std::size_t turn = (2 * x + 1) * k % (kGrid * 4);
      const double value = cosine(static_cast<double>(turn) / (kGrid * 4)) * 4096;
      out[k][x] = static_cast<std::int64_t>(std::floor(value + 0.5));
    }
  }
  return out;
}

// The lowest 8 x 8 coefficients, row by row.
std::array<std::int64_t, kLow * kLow> low_frequencies(const BoxGrid& grid) {
  const Cosines cos = cosines();
  std::array<std::int64_t, kLow * kLow> out{};
  for (std::size_t v = 0; v < kLow; ++v) {
    for (std::size_t u = 0; u < kLow; ++u) {
      std::int64_t sum = 0;
      for (std::size_t y = 0; y < kGrid; ++y) {
        std::int64_t row = 0;
        for (std::size_t x = 0; x < kGrid; ++x) row += grid.mean(x, y) * cos[u][x];
        sum += row * cos[v][y];
      }
      out[v * kLow + u] = sum;
    }
  }
  return out;
}

}  // namespace

BoxGrid::BoxGrid(Size size, std::size_t columns, std::size_t rows)
    : width_(static_cast<std::size_t>(size.width)),
      height_(static_cast<std::size_t>(size.height)),
      columns_(columns),
      rows_(rows),
      sums_(columns * rows) {}

void BoxGrid::add_row(std::size_t y, const std::uint8_t* luma) {
  const std::size_t row = ((y + 1) * rows_ - 1) / height_;
  for (std::size_t column = 0; column < columns_; ++column) {
    const std::size_t from = column * width_ / columns_, to = (column + 1) * width_ / columns_;
    for (std::size_t x = from; x < to; x += kStretch) {
      sums_[row * columns_ + column] += sum_row(luma + x, std::min(kStretch, to - x));
    }
  }
}

std::int64_t BoxGrid::mean(std::size_t column, std::size_t row) const {
  const std::size_t width = (column + 1) * width_ / columns_ - column * width_ / columns_;
  const std::size_t height = (row + 1) * height_ / rows_ - row * height_ / rows_;
  const std::int64_t area = static_cast<std::int64_t>(width * height);
  return (sums_[row * columns_ + column] * 256 + area / 2) / area;
}

std::uint64_t dhash(const BoxGrid& grid) {
  std::uint64_t bits = 0;
  for (std::size_t y = 0; y < grid.rows(); ++y) {
    for (std::size_t x = 0; x + 1 < grid.columns(); ++x) {
      bits = bits << 1 | (grid.mean(x, y) < grid.mean(x + 1, y) ? 1u : 0u);
    }
  }
  return bits;
}

std::uint64_t phash(const BoxGrid& grid) {
  const auto all = low_frequencies(grid);
  std::array<std::int64_t, kLow * kLow - 1> sorted;
  std::copy(all.begin() + 1, all.end(), sorted.begin());
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t median = sorted[sorted.size() / 2];
  std::uint64_t bits = 0;
  for (std::size_t i = 1; i < all.size(); ++i) bits = bits << 1 | (all[i] > median ? 1u : 0u);
  return bits;
}

}  // namespace quality
}  // namespace fluxweir
