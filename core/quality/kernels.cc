#include "quality/kernels.h"

#include <algorithm>
#include <cstring>

#include "quality/lanes.h"

namespace fluxweir::quality {
namespace {

Bytes within(Bytes a, std::uint8_t lo, std::uint8_t hi) {
  return equal(least(greatest(a, bytes_of(lo)), bytes_of(hi)), a);
}

struct Pixels {
  Bytes r, g, b;
};

Pixels load_pixels(const std::uint8_t* rgb, std::size_t left) {
  Pixels out;
  if (left >= kLanes) {
    unzip(rgb, out.r, out.g, out.b);
  } else {
    std::uint8_t rest[kLanes * 3] = {};
    std::memcpy(rest, rgb, left * 3);
    unzip(rest, out.r, out.g, out.b);
  }
  return out;
}

struct ColourLanes {
  Longs red = no_longs(), green = no_longs(), blue = no_longs(), rg = no_longs(), yb = no_longs(),
        high = no_longs(), low = no_longs();
};

Words luma_of(Words r, Words g, Words b) {
  return upper_byte(r * words_of(77) + g * words_of(150) + b * words_of(29) + words_of(128));
}

void add_differences(Words r, Words g, Words b, ColourLanes& sums) {
  const Words rg = r - g;
  const Words yb = r + g - b - b;
  sums.rg = sums.rg + dot(rg, rg);
  sums.yb = sums.yb + dot(yb, yb);
}

}  // namespace

void colour_row(const std::uint8_t* rgb, std::size_t count, std::uint8_t* luma, ColourSums& sums) {
  ColourLanes lanes;
  for (std::size_t x = 0; x < count; x += kLanes) {
    const auto [r, g, b] = load_pixels(rgb + x * 3, count - x);
    const Bytes one = first_lanes(count - x) & bytes_of(1);
    lanes.red = lanes.red + quality::sums(r);
    lanes.green = lanes.green + quality::sums(g);
    lanes.blue = lanes.blue + quality::sums(b);
    lanes.high = lanes.high + quality::sums(within(least(r, least(g, b)), 253, 255) & one);
    lanes.low = lanes.low + quality::sums(within(greatest(r, greatest(g, b)), 0, 2) & one);
    add_differences(low(r), low(g), low(b), lanes);
    add_differences(high(r), high(g), high(b), lanes);
    store(luma + x, pack(luma_of(low(r), low(g), low(b)), luma_of(high(r), high(g), high(b))));
  }
  sums.red += total(lanes.red);
  sums.green += total(lanes.green);
  sums.blue += total(lanes.blue);
  sums.rg_squares += total(lanes.rg);
  sums.yb_squares += total(lanes.yb);
  sums.clipped_high += total(lanes.high);
  sums.clipped_low += total(lanes.low);
}

Moments moments_row(const std::uint8_t* luma, std::size_t count) {
  Longs sum = no_longs(), squares = no_longs();
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes y = load(luma + x) & first_lanes(count - x);
    sum = sum + sums(y);
    squares = squares + dot(low(y), low(y)) + dot(high(y), high(y));
  }
  return {total(sum), total(squares)};
}

std::int64_t sum_row(const std::uint8_t* luma, std::size_t count) {
  Longs sum = no_longs();
  for (std::size_t x = 0; x < count; x += kLanes) {
    sum = sum + sums(load(luma + x) & first_lanes(count - x));
  }
  return total(sum);
}

void extent_row(const std::uint8_t* luma, std::size_t count, std::uint8_t* lo, std::uint8_t* hi,
                Extent& row) {
  Bytes row_lo = bytes_of(255), row_hi = bytes_of(0);
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes keep = first_lanes(count - x);
    const Bytes y = load(luma + x);
    store(lo + x, least(load(lo + x), y));
    store(hi + x, greatest(load(hi + x), y));
    row_lo = least(row_lo, y | (equal(keep, bytes_of(0))));
    row_hi = greatest(row_hi, y & keep);
  }
  std::uint8_t los[kLanes], his[kLanes];
  store(los, row_lo);
  store(his, row_hi);
  row.lo = std::min(row.lo, *std::min_element(los, los + kLanes));
  row.hi = std::max(row.hi, *std::max_element(his, his + kLanes));
}

std::int64_t step_row(const std::uint8_t* a, const std::uint8_t* b, std::size_t count,
                      std::int16_t* columns) {
  Longs sum = no_longs();
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes step = distance(load(a + x), load(b + x)) & first_lanes(count - x);
    sum = sum + sums(step);
    if (columns != nullptr) {
      store(columns + x, load(columns + x) + low(step));
      store(columns + x + 8, load(columns + x + 8) + high(step));
    }
  }
  return total(sum);
}

void blur_row(const std::uint8_t* here, const std::uint8_t* before, const std::uint8_t* ahead,
              const std::uint8_t* behind, std::size_t count, BlurSums& sums) {
  Longs steps = no_longs(), lost = no_longs();
  const Words one = words_of(1), nine = words_of(9), none = words_of(0);
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes step = distance(load(here + x), load(before + x)) & first_lanes(count - x);
    const Bytes box = distance(load(ahead + x), load(behind + x));
    steps = steps + quality::sums(step);
    lost = lost + dot(greatest(low(step) * nine - low(box), none), one) +
           dot(greatest(high(step) * nine - high(box), none), one);
  }
  sums.steps += total(steps);
  sums.lost += total(lost);
}

std::int64_t band_row(const std::uint8_t* const at[8], std::size_t count) {
  Longs found = no_longs();
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes before = load(at[3] + x), here = load(at[4] + x);
    Bytes hit = within(distance(before, here), 2, 32) & first_lanes(count - x) & bytes_of(1);
    for (std::size_t i = 0; i < 3; ++i) {
      hit = hit & equal(load(at[i] + x), before) & equal(load(at[i + 5] + x), here);
    }
    found = found + sums(hit);
  }
  return total(found);
}

std::int64_t flat_row(const std::uint8_t* luma, const std::uint8_t* const above[3],
                      std::size_t count) {
  Longs found = no_longs();
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes here = load(luma + x);
    Bytes hit = first_lanes(count - x) & bytes_of(1);
    for (std::size_t i = 0; i < 3; ++i) {
      hit = hit & equal(here, load(luma + x - i - 1)) & equal(here, load(above[i] + x));
    }
    found = found + sums(hit);
  }
  return total(found);
}

namespace {

struct GradientLanes {
  Longs laplacian = no_longs(), laplacian_squares = no_longs(), sobel = no_longs();
};

// Eight columns of three rows: left, middle and right of each.
struct Window {
  Words up[3], here[3], down[3];
};

void add_gradients(const Window& w, Words keep, std::int16_t* noise, GradientLanes& sums) {
  Words second[3], smooth[3], rise[3];
  for (std::size_t i = 0; i < 3; ++i) {
    second[i] = w.up[i] + w.down[i] - w.here[i] - w.here[i];
    smooth[i] = w.up[i] + w.down[i] + w.here[i] + w.here[i];
    rise[i] = w.down[i] - w.up[i];
  }
  const Words laplacian = (second[1] + w.here[0] + w.here[2] - w.here[1] - w.here[1]) & keep;
  const Words gx = (smooth[2] - smooth[0]) & keep;
  const Words gy = (rise[0] + rise[1] + rise[1] + rise[2]) & keep;
  const Words response = (second[0] + second[2] - second[1] - second[1]) & keep;
  sums.laplacian = sums.laplacian + dot(laplacian, words_of(1));
  sums.laplacian_squares = sums.laplacian_squares + dot(laplacian, laplacian);
  sums.sobel = sums.sobel + dot(gx, gx) + dot(gy, gy);
  store(noise, load(noise) + magnitude(response));
}

}  // namespace

void gradient_row(const std::uint8_t* up, const std::uint8_t* here, const std::uint8_t* down,
                  std::size_t count, std::int16_t* noise, GradientSums& sums) {
  GradientLanes lanes;
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes keep = first_lanes(count - x);
    Window left, right;
    for (std::size_t i = 0; i < 3; ++i) {
      const Bytes u = load(up + x + i - 1), h = load(here + x + i - 1), d = load(down + x + i - 1);
      left.up[i] = low(u), left.here[i] = low(h), left.down[i] = low(d);
      right.up[i] = high(u), right.here[i] = high(h), right.down[i] = high(d);
    }
    add_gradients(left, widen(keep, false), noise + x, lanes);
    add_gradients(right, widen(keep, true), noise + x + 8, lanes);
  }
  sums.laplacian += total(lanes.laplacian);
  sums.laplacian_squares += total(lanes.laplacian_squares);
  sums.sobel_squares += total(lanes.sobel);
}

void alternate_row(const std::uint8_t* luma, std::size_t count, std::int16_t sign,
                   std::int16_t* columns) {
  const Words factor = words_of(sign);
  for (std::size_t x = 0; x < count; x += kLanes) {
    const Bytes y = load(luma + x) & first_lanes(count - x);
    store(columns + x, load(columns + x) + low(y) * factor);
    store(columns + x + 8, load(columns + x + 8) + high(y) * factor);
  }
}

}  // namespace fluxweir::quality
