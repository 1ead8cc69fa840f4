#include "quality/jpeg_loss.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "quality/exact_math.h"

namespace fluxweir::quality {
namespace {

// Tables K.1 and K.2.
constexpr int kLuma[64] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                           14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                           18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                           49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr int kChroma[64] = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                             24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                             99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                             99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

using Block = std::array<double, 64>;

// basis[u * 8 + x] of the orthonormal transform.
Block make_basis() {
  Block basis;
  for (std::size_t u = 0; u < 8; ++u) {
    for (std::size_t x = 0; x < 8; ++x) {
      const double turns = static_cast<double>((2 * x + 1) * u % 32) / 32;
      basis[u * 8 + x] = u == 0 ? std::sqrt(0.125) : 0.5 * cosine(turns);
    }
  }
  return basis;
}

// Rows times the basis, laid on their side; twice is the whole transform. `back` undoes it.
Block turn(const Block& in, const Block& basis, bool back) {
  Block out;
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t u = 0; u < 8; ++u) {
      double sum = 0;
      for (std::size_t x = 0; x < 8; ++x) {
        sum += in[y * 8 + x] * (back ? basis[x * 8 + u] : basis[u * 8 + x]);
      }
      out[u * 8 + y] = sum;
    }
  }
  return out;
}

void lose(Block& block, const Block& basis, const int (&table)[64], int scale) {
  Block wave = turn(turn(block, basis, false), basis, false);
  for (std::size_t i = 0; i < 64; ++i) {
    const double step = std::clamp((table[i] * scale + 50) / 100, 1, 255);
    wave[i] = std::floor(wave[i] / step + 0.5) * step;
  }
  block = turn(turn(wave, basis, true), basis, true);
}

struct Planes {
  Block y, cb, cr;  // y less 128
};

Planes to_planes(const double (&r)[64], const double (&g)[64], const double (&b)[64]) {
  Planes out;
  for (std::size_t i = 0; i < 64; ++i) {
    out.y[i] = 0.299 * r[i] + 0.587 * g[i] + 0.114 * b[i] - 128;
    out.cb[i] = -0.168736 * r[i] - 0.331264 * g[i] + 0.5 * b[i];
    out.cr[i] = 0.5 * r[i] - 0.418688 * g[i] - 0.081312 * b[i];
  }
  return out;
}

std::uint8_t to_level(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

// The pixels of the block at (x, y); those beyond an edge are those at it.
struct Place {
  std::size_t pixel[64];
  bool inside[64];
  Place(Size size, std::size_t x, std::size_t y) {
    const std::size_t width = static_cast<std::size_t>(size.width);
    const std::size_t height = static_cast<std::size_t>(size.height);
    for (std::size_t i = 0; i < 64; ++i) {
      const std::size_t px = x + i % 8, py = y + i / 8;
      inside[i] = px < width && py < height;
      pixel[i] = std::min(py, height - 1) * width + std::min(px, width - 1);
    }
  }
};

}  // namespace

Raster jpeg_loss(const Raster& picture, int quality) {
  const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const Block basis = make_basis();
  Raster out = picture;
  for (std::int32_t y = 0; y < picture.size.height; y += 8) {
    for (std::int32_t x = 0; x < picture.size.width; x += 8) {
      const Place place(picture.size, static_cast<std::size_t>(x), static_cast<std::size_t>(y));
      double rgb[3][64];
      for (std::size_t i = 0; i < 64; ++i) {
        for (std::size_t c = 0; c < 3; ++c) rgb[c][i] = picture.rgb[place.pixel[i] * 3 + c];
      }
      Planes planes = to_planes(rgb[0], rgb[1], rgb[2]);
      lose(planes.y, basis, kLuma, scale);
      lose(planes.cb, basis, kChroma, scale);
      lose(planes.cr, basis, kChroma, scale);
      for (std::size_t i = 0; i < 64; ++i) {
        if (!place.inside[i]) continue;
        const double luma = planes.y[i] + 128, cb = planes.cb[i], cr = planes.cr[i];
        std::uint8_t* to = &out.rgb[place.pixel[i] * 3];
        to[0] = to_level(luma + 1.402 * cr);
        to[1] = to_level(luma - 0.344136 * cb - 0.714136 * cr);
        to[2] = to_level(luma + 1.772 * cb);
      }
    }
  }
  return out;
}

}  // namespace fluxweir::quality
