#include "quality/spectrum.h"

#include <cmath>

#include "quality/exact_math.h"

namespace fluxweir::quality {
namespace {

constexpr std::size_t kSide = kSpectrumTile;
constexpr std::size_t kHalf = kSide / 2;
// Two real tile columns travel as one complex column, so half of them are enough; the spectrum of a
// real tile is symmetric, so 65 of its rows are.
constexpr std::size_t kWide = kSide;

// Rows of complex numbers; a transform runs down the columns, all of them at once.
struct Grid {
  std::array<float, kSide * kWide> re;
  std::array<float, kSide * kWide> im;
};

struct Tables {
  std::array<float, kSide> window;
  std::array<float, kHalf> cos, sin;
  std::array<std::uint8_t, kSide> reversed;
  std::array<std::uint8_t, (kHalf + 1) * kSide> radius;  // of (v, u); 255 beyond 64
  Tables();
};

Tables::Tables() {
  for (std::size_t i = 0; i < kSide; ++i) {
    const double at = static_cast<double>(i) / kSide;
    window[i] = static_cast<float>(0.5 - 0.5 * cosine(at));
    std::size_t mirrored = 0;
    for (std::size_t bit = 0; bit < 7; ++bit) mirrored |= (i >> bit & 1) << (6 - bit);
    reversed[i] = static_cast<std::uint8_t>(mirrored);
    if (i >= kHalf) continue;
    cos[i] = static_cast<float>(cosine(at));
    sin[i] = static_cast<float>(at < 0.25 ? cosine(0.25 - at) : cosine(at - 0.25));
  }
  for (std::size_t v = 0; v <= kHalf; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      const double across = static_cast<double>(u > kHalf ? kSide - u : u);
      const double down = static_cast<double>(v);
      const double distance = std::floor(std::sqrt(across * across + down * down) + 0.5);
      radius[v * kSide + u] = distance > kHalf ? 255 : static_cast<std::uint8_t>(distance);
    }
  }
}

// One butterfly of two rows, `count` columns wide.
void butterfly(float* __restrict re_a, float* __restrict im_a, float* __restrict re_b,
               float* __restrict im_b, std::size_t count, float cos, float sin) {
  for (std::size_t x = 0; x < count; ++x) {
    const float re = re_b[x] * cos + im_b[x] * sin;
    const float im = im_b[x] * cos - re_b[x] * sin;
    re_b[x] = re_a[x] - re;
    im_b[x] = im_a[x] - im;
    re_a[x] += re;
    im_a[x] += im;
  }
}

// Down the first `count` columns; the rows must be in bit-reversed order.
void transform(Grid& grid, std::size_t count, const Tables& tables) {
  for (std::size_t span = 1; span < kSide; span *= 2) {
    const std::size_t stride = kHalf / span;
    for (std::size_t k = 0; k < span; ++k) {
      for (std::size_t top = k; top < kSide; top += span * 2) {
        const std::size_t a = top * kWide, b = (top + span) * kWide;
        butterfly(&grid.re[a], &grid.im[a], &grid.re[b], &grid.im[b], count, tables.cos[k * stride],
                  tables.sin[k * stride]);
      }
    }
  }
}

// Columns x and x + 64 of the tile as real and imaginary part of column x.
void load_tile(const std::uint8_t* luma, std::size_t stride, const Tables& tables, Grid& grid) {
  std::int32_t sum = 0;
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) sum += luma[y * stride + x];
  }
  const float mean = static_cast<float>(sum) / static_cast<float>(kSide * kSide);
  for (std::size_t y = 0; y < kSide; ++y) {
    const std::uint8_t* row = luma + y * stride;
    const std::size_t at = tables.reversed[y] * kWide;
    for (std::size_t x = 0; x < kHalf; ++x) {
      const float fade = tables.window[y];
      grid.re[at + x] = (static_cast<float>(row[x]) - mean) * (fade * tables.window[x]);
      grid.im[at + x] =
          (static_cast<float>(row[x + kHalf]) - mean) * (fade * tables.window[x + kHalf]);
    }
  }
}

// Parts the two columns that travelled together and turns the grid on its side: row x
// (bit-reversed), column v = 0..64.
void part(const Grid& in, const Tables& tables, Grid& out) {
  for (std::size_t v = 0; v <= kHalf; ++v) {
    const std::size_t at = v * kWide, mirror = ((kSide - v) % kSide) * kWide;
    for (std::size_t x = 0; x < kHalf; ++x) {
      const float re = in.re[at + x], im = in.im[at + x];
      const float re_m = in.re[mirror + x], im_m = in.im[mirror + x];
      const std::size_t left = tables.reversed[x] * kWide + v;
      const std::size_t right = tables.reversed[x + kHalf] * kWide + v;
      out.re[left] = (re + re_m) * 0.5f;
      out.im[left] = (im - im_m) * 0.5f;
      out.re[right] = (im + im_m) * 0.5f;
      out.im[right] = (re_m - re) * 0.5f;
    }
  }
}

// Sums and counts by radius. Rows v and 128 - v are alike, so those between count for both.
void gather(const Grid& grid, const Tables& tables, Spectrum& sum, Spectrum& count) {
  for (std::size_t v = 0; v <= kHalf; ++v) {
    for (std::size_t u = 0; u < kSide; ++u) {
      const std::size_t radius = tables.radius[v * kSide + u];
      if (radius > kHalf) continue;
      const double re = static_cast<double>(grid.re[u * kWide + v]);
      const double im = static_cast<double>(grid.im[u * kWide + v]);
      const double weight = v == 0 || v == kHalf ? 1 : 2;
      sum[radius] += weight * (re * re + im * im);
      count[radius] += weight;
    }
  }
}

double mean_of(const Spectrum& spectrum, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t b = from; b <= to; ++b) sum += spectrum[b];
  return sum / static_cast<double>(to - from + 1);
}

}  // namespace

Spectrum radial_spectrum(const std::vector<const std::uint8_t*>& corners, std::size_t stride) {
  const Tables tables;
  std::vector<Grid> grids(2);
  Spectrum sum{}, count{};
  for (const std::uint8_t* corner : corners) {
    load_tile(corner, stride, tables, grids[0]);
    transform(grids[0], kHalf, tables);
    part(grids[0], tables, grids[1]);
    transform(grids[1], kHalf + 1, tables);
    gather(grids[1], tables, sum, count);
  }
  for (std::size_t b = 0; b < sum.size(); ++b) sum[b] /= count[b];
  return sum;
}

double high_frequency_ratio(const Spectrum& spectrum) {
  constexpr double kLeast = 1e-6;  // of a tile without any detail
  return log10_of(mean_of(spectrum, 48, 62) + kLeast) -
         log10_of(mean_of(spectrum, 20, 28) + kLeast);
}

double highest_frequency(const Spectrum& spectrum) {
  // Rounding has a variance of 1/12; the window's squares sum to (0.375 x 128)^2.
  constexpr double kRounding = 48.0 * 48.0 / 12;
  for (std::size_t b = kHalf; b > 0; --b) {
    if (spectrum[b] > 10 * kRounding) return static_cast<double>(b) / kSide;
  }
  return 0;
}

}  // namespace fluxweir::quality
