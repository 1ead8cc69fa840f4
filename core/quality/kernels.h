// The sums that measures are made of, a stretch of one row at a time. Each is a function of its
// own: an engine that compiles WebAssembly in tiers moves to its better code at a call, not inside
// a loop.
//
// A stretch is at most kStretch pixels, so that 32-bit lanes hold the sums. Rows of luma must be
// readable for 32 bytes behind the stretch, and as far before and behind as each function says.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fluxweir::quality {

inline constexpr std::size_t kStretch = 2048;

struct ColourSums {
  std::int64_t red = 0, green = 0, blue = 0;
  std::int64_t rg_squares = 0;    // of R - G
  std::int64_t yb_squares = 0;    // of R + G - 2 B
  std::int64_t clipped_high = 0;  // pixels with min(R, G, B) >= 253
  std::int64_t clipped_low = 0;   // pixels with max(R, G, B) <= 2
};
// Also writes the luma (77 R + 150 G + 29 B + 128) / 256, up to 15 bytes behind its end.
void colour_row(const std::uint8_t* rgb, std::size_t count, std::uint8_t* luma, ColourSums& sums);

struct Moments {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
};
Moments moments_row(const std::uint8_t* luma, std::size_t count);
std::int64_t sum_row(const std::uint8_t* luma, std::size_t count);

// Widens [lo, hi] of each column, which are padded to 16, and returns the row's own in the two.
struct Extent {
  std::uint8_t lo = 255;
  std::uint8_t hi = 0;
};
void extent_row(const std::uint8_t* luma, std::size_t count, std::uint8_t* lo, std::uint8_t* hi,
                Extent& row);

// |a - b|, summed, and added to `columns` (null for none), 16-bit unsigned counters padded to 16.
std::int64_t step_row(const std::uint8_t* a, const std::uint8_t* b, std::size_t count,
                      std::int16_t* columns);

// How much of 9 |here - before| a 9-tap box takes away, its own step being |ahead - behind| / 9.
struct BlurSums {
  std::int64_t steps = 0;  // |here - before|
  std::int64_t lost = 0;   // max(0, 9 |here - before| - |ahead - behind|)
};
void blur_row(const std::uint8_t* here, const std::uint8_t* before, const std::uint8_t* ahead,
              const std::uint8_t* behind, std::size_t count, BlurSums& sums);

// Steps of 2..32 between at[-1] and at[0] whose 4 pixels on both sides are equal; `at` are eight
// rows or one row at eight offsets, from -4 to 3.
std::int64_t band_row(const std::uint8_t* const at[8], std::size_t count);

// Pixels that equal three to the left and the same column in three rows above.
std::int64_t flat_row(const std::uint8_t* luma, const std::uint8_t* const above[3],
                      std::size_t count);

struct GradientSums {
  std::int64_t laplacian = 0;
  std::int64_t laplacian_squares = 0;
  std::int64_t sobel_squares = 0;
};
// Around `here`, one pixel beyond the stretch on both sides. Adds |response of Immerkaer's filter|
// to `noise`, 16-bit counters padded to 16.
void gradient_row(const std::uint8_t* up, const std::uint8_t* here, const std::uint8_t* down,
                  std::size_t count, std::int16_t* noise, GradientSums& sums);

// Adds the row to 16-bit counters, or takes it away when `sign` is -1.
void alternate_row(const std::uint8_t* luma, std::size_t count, std::int16_t sign,
                   std::int16_t* columns);

}  // namespace fluxweir::quality
