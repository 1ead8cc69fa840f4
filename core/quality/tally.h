// The integer sums of one picture, and how numbers are made of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "quality/kernels.h"

namespace fluxweir::quality {

// Sums over square blocks, gathered row by row: columns fill for one row of blocks, then `close`
// moves them on.
struct Blocks {
  std::size_t side = 16;
  std::size_t across = 0;             // whole blocks in a row
  std::vector<std::int16_t> columns;  // of the row of blocks being filled, padded
  std::vector<std::int32_t> sums;     // of finished blocks, row by row
  Blocks(std::size_t block_side, std::size_t width);
  // `alternate` takes every other column away.
  void close(bool alternate);
};

struct Tally {
  Tally(std::size_t width, std::size_t height);
  // Moves the 16-bit counters of columns to the wide ones; every 256 rows at least.
  void flush_columns();

  std::size_t width, height;
  std::array<std::int64_t, 256> levels = {};  // histogram of luma
  ColourSums inside, border;                  // the outer 6 % on each side are the border
  Moments border_luma;
  std::int64_t border_pixels = 0;
  std::vector<Moments> tiles;                // 64 x 64, whole ones, of the row being filled
  std::vector<double> tile_variances;        // of finished ones
  std::vector<std::int64_t> column_steps;    // sum of |Y(x) - Y(x - 1)|; [0] is 0
  std::vector<std::int64_t> row_steps;       // sum of |Y(y) - Y(y - 1)|; [0] is 0
  std::vector<std::int16_t> narrow_columns;  // not yet in column_steps
  std::vector<std::uint8_t> column_lo, column_hi;
  std::vector<Extent> row_extents;
  GradientSums gradients;
  BlurSums blur_across, blur_down;
  std::int64_t bands = 0;
  std::int64_t flats = 0;
  Blocks noise, checker;
};

double mean_level(const Tally& tally);
double contrast(const Tally& tally);                     // standard deviation of luma
std::int64_t level_at(const Tally& tally, int percent);  // 0..255
double entropy(const Tally& tally);                      // bits
std::int64_t level_range(const Tally& tally);
double mode_share(const Tally& tally);
double colourfulness(const Tally& tally);
double colour_cast(const Tally& tally);
double blur(const Tally& tally);          // 0..1; 0 for a picture without steps
double noise_level(const Tally& tally);   // levels
double grid_ratio(const Tally& tally);    // 1..100
double checkerboard(const Tally& tally);  // levels
double seam(const Tally& tally);          // deviations, 0..1000
double letterbox(const Tally& tally);     // share of height or width

}  // namespace fluxweir::quality
