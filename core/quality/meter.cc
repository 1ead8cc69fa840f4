#include "quality/meter.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "quality/spectrum.h"

namespace fluxweir {
namespace {

using quality::kStretch;
using quality::Tally;

constexpr std::size_t kTile = 64;
constexpr std::size_t kBlock = 16;

// Calls `work(offset, length)` for stretches that fill `count` pixels.
template <class Work>
void stretches(std::size_t count, Work work) {
  for (std::size_t at = 0; at < count; at += kStretch) work(at, std::min(kStretch, count - at));
}

std::size_t border_of(std::size_t side) { return side * 6 / 100; }

std::int64_t to_millionths(double value) {
  return static_cast<std::int64_t>(std::floor(value * 1e6 + 0.5));
}

double variance(const quality::Moments& moments) {
  constexpr double kCount = kTile * kTile;
  const double mean = static_cast<double>(moments.sum) / kCount;
  return std::max(0.0, static_cast<double>(moments.squares) / kCount - mean * mean);
}

class Values {
 public:
  explicit Values(Measures& measures) : measures_(measures) {}
  void set(Measure measure, double value) {
    measures_.millionths[static_cast<std::size_t>(measure)] = to_millionths(value);
  }
  void clear(Measure measure) {
    measures_.millionths[static_cast<std::size_t>(measure)] = Measures::kAbsent;
  }

 private:
  Measures& measures_;
};

void set_levels(const Tally& tally, Values& values) {
  values.set(Measure::Mean, mean_level(tally));
  values.set(Measure::Shadow, static_cast<double>(level_at(tally, 1)));
  values.set(Measure::Median, static_cast<double>(level_at(tally, 50)));
  values.set(Measure::Highlight, static_cast<double>(level_at(tally, 99)));
  values.set(Measure::LevelEntropy, entropy(tally));
  values.set(Measure::Contrast, contrast(tally));
  values.set(Measure::Range, static_cast<double>(level_range(tally)));
  values.set(Measure::ModeShare, mode_share(tally));
}

void set_colours(const Tally& tally, Values& values) {
  const double all = static_cast<double>(tally.width * tally.height);
  const double border = static_cast<double>(tally.border_pixels);
  const auto high = [](const quality::ColourSums& sums) {
    return static_cast<double>(sums.clipped_high);
  };
  values.set(Measure::ClipHigh, (high(tally.inside) + high(tally.border)) / all);
  values.set(Measure::ClipHighInside, high(tally.inside) / (all - border));
  values.set(Measure::ClipLow,
             static_cast<double>(tally.inside.clipped_low + tally.border.clipped_low) / all);
  values.set(Measure::Colourfulness, colourfulness(tally));
  values.set(Measure::ColourCast, colour_cast(tally));
  const double mean = static_cast<double>(tally.border_luma.sum) / border;
  const double squares = static_cast<double>(tally.border_luma.squares) / border;
  values.set(Measure::BorderContrast, std::sqrt(std::max(0.0, squares - mean * mean)));
}

void set_tiles(const Tally& tally, Values& values) {
  double deviations = 0;
  double blank = 0;
  for (const double tile : tally.tile_variances) {
    deviations += std::sqrt(tile);
    if (tile < 1) ++blank;
  }
  const double count = static_cast<double>(tally.tile_variances.size());
  values.set(Measure::LocalContrast, deviations / count);
  values.set(Measure::BlankTiles, blank / count);
}

void set_detail(const Tally& tally, Values& values) {
  const double around = static_cast<double>((tally.width - 2) * (tally.height - 2));
  const double all = static_cast<double>(tally.width * tally.height);
  const double mean = static_cast<double>(tally.gradients.laplacian) / around;
  values.set(Measure::LaplacianVariance,
             static_cast<double>(tally.gradients.laplacian_squares) / around - mean * mean);
  values.set(Measure::Tenengrad, static_cast<double>(tally.gradients.sobel_squares) / around);
  values.set(Measure::Blur, blur(tally));
  values.set(Measure::Noise, noise_level(tally));
  values.set(Measure::JpegGrid, grid_ratio(tally));
  values.set(Measure::Banding, static_cast<double>(tally.bands) / all);
  values.set(Measure::Checkerboard, checkerboard(tally));
  values.set(Measure::Seam, seam(tally));
  values.set(Measure::Pixelation, static_cast<double>(tally.flats) / all);
  values.set(Measure::Letterbox, letterbox(tally));
}

Error refusal(std::string_view what) {
  return make_error(ErrorCode::InvalidParameter,
                    "the picture can't be measured: " + std::string(what));
}

}  // namespace

Meter::Meter(Size size)
    : width_(static_cast<std::size_t>(size.width)),
      height_(static_cast<std::size_t>(size.height)),
      stride_((width_ + kBlock * 2) / kBlock * kBlock),
      plane_(kBefore + stride_ * height_ + kBehind),
      tally_(width_, height_),
      coarse_(size, 9, 8),
      fine_(size, 32, 32) {}

void Meter::add_row(const std::uint8_t* rgb) {
  if (y_ >= height_) return;
  std::uint8_t* luma = plane_.data() + kBefore + y_ * stride_;
  add_colours(rgb, luma);
  add_levels(luma);
  add_steps();
  add_gradients();
  add_blur();
  add_artefacts();
  ++y_;
}

void Meter::add_colours(const std::uint8_t* rgb, std::uint8_t* luma) {
  const std::size_t side = border_of(width_), top = border_of(height_);
  const bool edge = y_ < top || y_ >= height_ - top;
  const auto add = [&](std::size_t from, std::size_t to, bool border) {
    quality::ColourSums& sums = border ? tally_.border : tally_.inside;
    stretches(to - from, [&](std::size_t at, std::size_t count) {
      colour_row(rgb + (from + at) * 3, count, luma + from + at, sums);
      if (!border) return;
      const quality::Moments moments = quality::moments_row(luma + from + at, count);
      tally_.border_luma.sum += moments.sum;
      tally_.border_luma.squares += moments.squares;
      tally_.border_pixels += static_cast<std::int64_t>(count);
    });
  };
  add(0, side, true);
  add(side, width_ - side, edge);
  add(width_ - side, width_, true);
}

void Meter::add_levels(const std::uint8_t* luma) {
  // Four histograms, since runs of one level would wait for their own counter.
  std::array<std::array<std::uint32_t, 256>, 4> levels{};
  std::size_t x = 0;
  for (; x + 4 <= width_; x += 4) {
    for (std::size_t i = 0; i < 4; ++i) ++levels[i][luma[x + i]];
  }
  for (; x < width_; ++x) ++levels[0][luma[x]];
  for (std::size_t i = 0; i < 256; ++i) {
    tally_.levels[i] += levels[0][i] + levels[1][i] + levels[2][i] + levels[3][i];
  }
  for (std::size_t tile = 0; tile < tally_.tiles.size(); ++tile) {
    const quality::Moments moments = quality::moments_row(luma + tile * kTile, kTile);
    tally_.tiles[tile].sum += moments.sum;
    tally_.tiles[tile].squares += moments.squares;
  }
  if (y_ % kTile == kTile - 1) {
    for (quality::Moments& tile : tally_.tiles) {
      tally_.tile_variances.push_back(variance(tile));
      tile = {};
    }
  }
  stretches(width_, [&](std::size_t at, std::size_t count) {
    extent_row(luma + at, count, &tally_.column_lo[at], &tally_.column_hi[at],
               tally_.row_extents[y_]);
  });
  coarse_.add_row(y_, luma);
  fine_.add_row(y_, luma);
}

void Meter::add_steps() {
  const std::uint8_t* here = row(y_);
  stretches(width_ - 1, [&](std::size_t at, std::size_t count) {
    quality::step_row(here + 1 + at, here + at, count, &tally_.narrow_columns[at]);
  });
  if (y_ % 256 == 255) tally_.flush_columns();
  if (y_ == 0) return;
  const std::uint8_t* above = row(y_ - 1);
  stretches(width_, [&](std::size_t at, std::size_t count) {
    tally_.row_steps[y_] += quality::step_row(here + at, above + at, count, nullptr);
  });
}

void Meter::add_gradients() {
  stretches(width_, [&](std::size_t at, std::size_t count) {
    quality::alternate_row(row(y_) + at, count, y_ % 2 == 0 ? std::int16_t{1} : std::int16_t{-1},
                           &tally_.checker.columns[at]);
  });
  if (y_ % kBlock == kBlock - 1) tally_.checker.close(true);
  if (y_ < 2) return;
  const std::uint8_t* centre = row(y_ - 1) + 1;
  stretches(width_ - 2, [&](std::size_t at, std::size_t count) {
    quality::gradient_row(centre + at - stride_, centre + at, centre + at + stride_, count,
                          &tally_.noise.columns[at], tally_.gradients);
  });
  if ((y_ - 2) % kBlock == kBlock - 1) tally_.noise.close(false);
}

// Across the new row; down at the row whose farthest neighbour is the new one.
void Meter::add_blur() {
  const std::uint8_t* here = row(y_) + 5;
  stretches(width_ - 9, [&](std::size_t at, std::size_t count) {
    const std::uint8_t* p = here + at;
    quality::blur_row(p, p - 1, p + 4, p - 5, count, tally_.blur_across);
  });
  if (y_ < 9) return;
  stretches(width_, [&](std::size_t at, std::size_t count) {
    const std::uint8_t* p = row(y_ - 4) + at;
    quality::blur_row(p, p - stride_, p + 4 * stride_, p - 5 * stride_, count, tally_.blur_down);
  });
}

void Meter::add_artefacts() {
  const std::uint8_t* here = row(y_);
  stretches(width_ - 7, [&](std::size_t at, std::size_t count) {
    const std::uint8_t* places[8];
    for (std::size_t i = 0; i < 8; ++i) places[i] = here + at + i;
    tally_.bands += quality::band_row(places, count);
  });
  if (y_ < 3) return;
  stretches(width_ - 3, [&](std::size_t at, std::size_t count) {
    const std::uint8_t* p = here + 3 + at;
    const std::uint8_t* const above[3] = {p - stride_, p - 2 * stride_, p - 3 * stride_};
    tally_.flats += quality::flat_row(p, above, count);
  });
  if (y_ < 7) return;
  stretches(width_, [&](std::size_t at, std::size_t count) {
    const std::uint8_t* places[8];
    for (std::size_t i = 0; i < 8; ++i) places[i] = row(y_ - 7 + i) + at;
    tally_.bands += quality::band_row(places, count);
  });
}

// The tiles with the strongest response of the noise filter; of equal ones the first.
std::vector<const std::uint8_t*> Meter::busiest_tiles() const {
  constexpr std::size_t kSide = quality::kSpectrumTile, kBlocks = kSide / kBlock;
  const std::size_t across = width_ / kSide, down = height_ / kSide;
  const std::size_t columns = tally_.noise.across;
  std::vector<std::int64_t> activity(across * down);
  for (std::size_t i = 0; i < tally_.noise.sums.size(); ++i) {
    const std::size_t x = i % columns / kBlocks, y = i / columns / kBlocks;
    if (x < across && y < down) activity[y * across + x] += tally_.noise.sums[i];
  }
  std::vector<std::size_t> order(activity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return activity[a] > activity[b]; });
  order.resize(std::min(order.size(), quality::kSpectrumTiles));
  std::vector<const std::uint8_t*> tiles;
  tiles.reserve(order.size());
  for (const std::size_t i : order) tiles.push_back(row(i / across * kSide) + i % across * kSide);
  return tiles;
}

Measures Meter::finish() {
  tally_.flush_columns();
  Measures out;
  out.size = {static_cast<std::int32_t>(width_), static_cast<std::int32_t>(height_)};
  Values values(out);
  set_levels(tally_, values);
  set_colours(tally_, values);
  set_tiles(tally_, values);
  set_detail(tally_, values);
  const auto tiles = busiest_tiles();
  if (tiles.empty()) {
    values.clear(Measure::EffectiveMegapixels);
    values.clear(Measure::EffectiveShare);
    values.clear(Measure::FineDetail);
  } else {
    const quality::Spectrum spectrum = quality::radial_spectrum(tiles, stride_);
    const double share = quality::highest_frequency(spectrum) * 2;
    values.set(Measure::EffectiveMegapixels,
               static_cast<double>(width_ * height_) / 1e6 * share * share);
    values.set(Measure::EffectiveShare, share * share);
    values.set(Measure::FineDetail, quality::high_frequency_ratio(spectrum));
  }
  out.fingerprint = {quality::dhash(coarse_), quality::phash(fine_)};
  return out;
}

std::optional<Error> unmeasurable(const Raster& picture) {
  const Size size = picture.size;
  if (size.width < kMeasureMinSide || size.height < kMeasureMinSide) {
    return refusal("a side is shorter than 64 pixels");
  }
  if (size.pixels() > kMeasureMaxPixels) return refusal("it has more than 64 megapixels");
  if (static_cast<std::int64_t>(picture.rgb.size()) != size.pixels() * 3) {
    return refusal("its bytes are not three for each pixel");
  }
  return std::nullopt;
}

Result<Measures> measure(const Raster& picture) {
  if (auto refused = unmeasurable(picture)) return fail(std::move(*refused));
  Meter meter(picture.size);
  const std::size_t stride = static_cast<std::size_t>(picture.size.width) * 3;
  for (std::size_t at = 0; at < picture.rgb.size(); at += stride) meter.add_row(&picture.rgb[at]);
  return meter.finish();
}

}  // namespace fluxweir
