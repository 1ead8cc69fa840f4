#include "quality/tally.h"

#include <algorithm>
#include <cmath>

#include "quality/exact_math.h"
#include "quality/lanes.h"

namespace fluxweir::quality {
namespace {

std::size_t padded(std::size_t count) { return count + kLanes * 2; }

double ratio(std::int64_t a, std::int64_t b) {
  return static_cast<double>(a) / static_cast<double>(b);
}

std::int64_t pixels(const Tally& tally) {
  return static_cast<std::int64_t>(tally.width * tally.height);
}

double deviation(std::int64_t sum, std::int64_t squares, std::int64_t count) {
  const double mean = ratio(sum, count);
  return std::sqrt(std::max(0.0, ratio(squares, count) - mean * mean));
}

// Uniform lines at both ends of `count`: a border, whose edge is neither a seam nor a grid line.
struct Ends {
  std::size_t first = 0;
  std::size_t last = 0;
};

template <class Uniform>
Ends uniform_ends(std::size_t count, Uniform uniform) {
  Ends ends;
  while (ends.first < count && uniform(ends.first)) ++ends.first;
  while (ends.first + ends.last < count && uniform(count - 1 - ends.last)) ++ends.last;
  return ends;
}

constexpr int kUniform = 2;  // levels

Ends uniform_rows(const Tally& tally) {
  return uniform_ends(tally.height, [&](std::size_t y) {
    return tally.row_extents[y].hi - tally.row_extents[y].lo <= kUniform;
  });
}

Ends uniform_columns(const Tally& tally) {
  return uniform_ends(tally.width, [&](std::size_t x) {
    return tally.column_hi[x] - tally.column_lo[x] <= kUniform;
  });
}

// Of the steps, by which of the eight phases their place has: the strongest against the others.
double phase_ratio(const std::vector<std::int64_t>& steps, Ends ends) {
  std::array<std::int64_t, 8> sums{}, counts{};
  for (std::size_t i = ends.first + 1; i + ends.last < steps.size(); ++i) {
    sums[i % 8] += steps[i];
    ++counts[i % 8];
  }
  double greatest = 0, all = 0;
  for (std::size_t phase = 0; phase < 8; ++phase) {
    if (counts[phase] == 0) return 1;
    const double mean = ratio(sums[phase], counts[phase]);
    greatest = std::max(greatest, mean);
    all += mean;
  }
  const double others = (all - greatest) / 7;
  if (greatest == 0) return 1;
  return greatest >= others * 100 ? 100 : greatest / others;
}

// How far steps[at] stands out among 8 neighbours on both sides. `length` is how many pixels long
// the line is; a quarter of a level is what rounding leaves.
double outlier(const std::vector<std::int64_t>& steps, std::size_t at, std::size_t length) {
  std::array<std::int64_t, 16> near{};
  for (std::size_t i = 0; i < 8; ++i) {
    near[i] = steps[at - 8 + i];
    near[i + 8] = steps[at + 1 + i];
  }
  std::sort(near.begin(), near.end());
  const double median = static_cast<double>(near[7] + near[8]) / 2;
  double spread = 0;
  for (const std::int64_t value : near) spread += std::abs(static_cast<double>(value) - median);
  const double scale = spread / 16 + 0.02 * median + 0.25 * static_cast<double>(length);
  return (static_cast<double>(steps[at]) - median) / scale;
}

double greatest_outlier(const std::vector<std::int64_t>& steps, std::size_t length, Ends ends) {
  double greatest = 0;
  const std::size_t end = steps.size() - std::max<std::size_t>(8, ends.last);
  for (std::size_t at = std::max<std::size_t>(9, ends.first + 1); at < end; ++at) {
    greatest = std::max(greatest, outlier(steps, at, length));
  }
  return std::min(greatest, 1000.0);
}

}  // namespace

Blocks::Blocks(std::size_t block_side, std::size_t width)
    : side(block_side), across(width / block_side), columns(padded(width)) {}

void Blocks::close(bool alternate) {
  for (std::size_t block = 0; block < across; ++block) {
    std::int32_t sum = 0;
    for (std::size_t x = block * side; x < (block + 1) * side; ++x) {
      sum += alternate && x % 2 != 0 ? -columns[x] : columns[x];
    }
    sums.push_back(sum);
  }
  std::fill(columns.begin(), columns.end(), std::int16_t{0});
}

Tally::Tally(std::size_t w, std::size_t h)
    : width(w),
      height(h),
      tiles(w / 64),
      column_steps(w),
      row_steps(h),
      narrow_columns(padded(w)),
      column_lo(padded(w), 255),
      column_hi(padded(w), 0),
      row_extents(h),
      noise(16, w - 2),
      checker(16, w) {}

void Tally::flush_columns() {
  for (std::size_t x = 1; x < width; ++x) {
    column_steps[x] += static_cast<std::uint16_t>(narrow_columns[x - 1]);
  }
  std::fill(narrow_columns.begin(), narrow_columns.end(), std::int16_t{0});
}

double mean_level(const Tally& tally) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < 256; ++i) sum += static_cast<std::int64_t>(i) * tally.levels[i];
  return ratio(sum, pixels(tally));
}

double contrast(const Tally& tally) {
  std::int64_t sum = 0, squares = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::int64_t level = static_cast<std::int64_t>(i);
    sum += level * tally.levels[i];
    squares += level * level * tally.levels[i];
  }
  return deviation(sum, squares, pixels(tally));
}

std::int64_t level_at(const Tally& tally, int percent) {
  std::int64_t below = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    below += tally.levels[i];
    if (below * 100 >= pixels(tally) * percent) return static_cast<std::int64_t>(i);
  }
  return 255;
}

double entropy(const Tally& tally) {
  double bits = 0;
  for (const std::int64_t count : tally.levels) {
    const double share = ratio(count, pixels(tally));
    if (count > 0) bits -= share * log2_of(share);
  }
  return bits;
}

std::int64_t level_range(const Tally& tally) {
  std::int64_t first = 255, last = 0;
  for (std::int64_t i = 0; i < 256; ++i) {
    if (tally.levels[static_cast<std::size_t>(i)] == 0) continue;
    first = std::min(first, i);
    last = i;
  }
  return last - first;
}

double mode_share(const Tally& tally) {
  return ratio(*std::max_element(tally.levels.begin(), tally.levels.end()), pixels(tally));
}

double colourfulness(const Tally& tally) {
  const ColourSums& a = tally.inside;
  const ColourSums& b = tally.border;
  const std::int64_t n = pixels(tally);
  const std::int64_t rg = a.red + b.red - a.green - b.green;
  const std::int64_t yb = a.red + b.red + a.green + b.green - 2 * (a.blue + b.blue);
  const double rg_mean = ratio(rg, n);
  const double yb_mean = ratio(yb, n) / 2;
  const double rg_deviation = deviation(rg, a.rg_squares + b.rg_squares, n);
  const double yb_deviation = deviation(yb, a.yb_squares + b.yb_squares, n) / 2;
  return std::sqrt(rg_deviation * rg_deviation + yb_deviation * yb_deviation) +
         0.3 * std::sqrt(rg_mean * rg_mean + yb_mean * yb_mean);
}

double colour_cast(const Tally& tally) {
  const std::int64_t n = pixels(tally);
  const double red = ratio(tally.inside.red + tally.border.red, n);
  const double green = ratio(tally.inside.green + tally.border.green, n);
  const double blue = ratio(tally.inside.blue + tally.border.blue, n);
  const double grey = (red + green + blue) / 3;
  return (std::abs(red - grey) + std::abs(green - grey) + std::abs(blue - grey)) / 3;
}

double blur(const Tally& tally) {
  double greatest = 0;
  for (const BlurSums& sums : {tally.blur_across, tally.blur_down}) {
    if (sums.steps > 0)
      greatest = std::max(greatest, ratio(9 * sums.steps - sums.lost, 9 * sums.steps));
  }
  return greatest;
}

double noise_level(const Tally& tally) {
  std::vector<std::int32_t> sums = tally.noise.sums;
  const auto quarter = sums.begin() + static_cast<std::ptrdiff_t>(sums.size() / 4);
  std::nth_element(sums.begin(), quarter, sums.end());
  constexpr double kRootHalfPi = 1.25331413731550025121;  // sqrt(pi / 2)
  return kRootHalfPi * static_cast<double>(*quarter) / (6 * 256);
}

double grid_ratio(const Tally& tally) {
  return std::sqrt(phase_ratio(tally.column_steps, uniform_columns(tally)) *
                   phase_ratio(tally.row_steps, uniform_rows(tally)));
}

double checkerboard(const Tally& tally) {
  std::vector<std::int32_t> sums = tally.checker.sums;
  for (std::int32_t& sum : sums) sum = std::abs(sum);
  const auto middle = sums.begin() + static_cast<std::ptrdiff_t>(sums.size() / 2);
  std::nth_element(sums.begin(), middle, sums.end());
  return static_cast<double>(*middle) / 256;
}

double seam(const Tally& tally) {
  return std::max(greatest_outlier(tally.column_steps, tally.height, uniform_columns(tally)),
                  greatest_outlier(tally.row_steps, tally.width, uniform_rows(tally)));
}

double letterbox(const Tally& tally) {
  const auto share = [](Ends ends, std::size_t count) {
    return static_cast<double>(ends.first + ends.last) / static_cast<double>(count);
  };
  return std::max(share(uniform_rows(tally), tally.height),
                  share(uniform_columns(tally), tally.width));
}

}  // namespace fluxweir::quality
