#include "render/noise.h"

namespace fluxweir::render {
namespace {

float fade(float t) { return t * t * t * (t * (t * 6 - 15) + 10); }

// A gradient taken from two bytes of the hash, dotted with the offset.
float slope(std::uint32_t h, float dx, float dy) {
  const float gx = static_cast<float>(h & 0xFFu) - 127.5f;
  const float gy = static_cast<float>((h >> 8) & 0xFFu) - 127.5f;
  return (gx * dx + gy * dy) * (1.0f / 96.0f);
}

float absolute(float x) { return x < 0 ? -x : x; }

}  // namespace

std::uint32_t Dice::next() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
}

float noise1(float x, std::uint32_t seed) {
  const std::int32_t i = floor_of(x);
  const float f = x - static_cast<float>(i);
  const std::uint32_t at = static_cast<std::uint32_t>(i);
  const float p = (unit_of(hash(at, 0, seed)) * 2 - 1) * f;
  const float q = (unit_of(hash(at + 1, 0, seed)) * 2 - 1) * (f - 1);
  return (p + (q - p) * fade(f)) * 2;
}

float fbm1(float x, std::uint32_t seed, int octaves, float gain) {
  float sum = 0;
  float amount = 1;
  for (int i = 0; i < octaves; ++i) {
    sum += noise1(x, seed + static_cast<std::uint32_t>(i) * 101u) * amount;
    amount *= gain;
    x = x * 2 + 0.37f;
  }
  return sum;
}

float ridged1(float x, std::uint32_t seed, int octaves) {
  float sum = 0;
  float amount = 0.5f;
  float weight = 1;
  for (int i = 0; i < octaves; ++i) {
    float n = 1 - absolute(noise1(x, seed + static_cast<std::uint32_t>(i) * 131u));
    n *= n;
    sum += n * amount * weight;
    weight = n > 0.25f ? n : 0.25f;
    amount *= 0.5f;
    x = x * 2.03f + 0.71f;
  }
  return sum;
}

float noise2(float x, float y, std::uint32_t seed, std::uint32_t mask) {
  const std::int32_t ix = floor_of(x);
  const std::int32_t iy = floor_of(y);
  const float fx = x - static_cast<float>(ix);
  const float fy = y - static_cast<float>(iy);
  const std::uint32_t x0 = static_cast<std::uint32_t>(ix) & mask;
  const std::uint32_t y0 = static_cast<std::uint32_t>(iy) & mask;
  const std::uint32_t x1 = (x0 + 1) & mask;
  const std::uint32_t y1 = (y0 + 1) & mask;
  const float u = fade(fx);
  const float p0 = slope(hash(x0, y0, seed), fx, fy);
  const float p1 = slope(hash(x1, y0, seed), fx - 1, fy);
  const float q0 = slope(hash(x0, y1, seed), fx, fy - 1);
  const float q1 = slope(hash(x1, y1, seed), fx - 1, fy - 1);
  const float p = p0 + (p1 - p0) * u;
  const float q = q0 + (q1 - q0) * u;
  return p + (q - p) * fade(fy);
}

Tile::Tile(Kind kind, std::uint32_t seed) : cells_(std::size_t{kSide} * kSide) {
  if (kind == Kind::Cloud) {
    bake_cloud(seed);
  } else {
    bake_relief(seed);
  }
}

// Adds one octave of `cells` by `cells` cells; `put(index, noise)` is called for every point. The
// four gradients of a cell are hashed once for a row of it.
template <class Put>
void octave(std::uint32_t cells, std::uint32_t seed, Put put) {
  const std::uint32_t side = Tile::kSide / cells;
  const float step = 1.0f / static_cast<float>(side);
  for (std::uint32_t y = 0; y < Tile::kSide; ++y) {
    const std::uint32_t y0 = y / side, y1 = (y0 + 1) & (cells - 1);
    const float fy = static_cast<float>(y % side) * step;
    const float v = fade(fy);
    for (std::uint32_t x0 = 0; x0 < cells; ++x0) {
      const std::uint32_t x1 = (x0 + 1) & (cells - 1);
      const std::uint32_t h00 = hash(x0, y0, seed), h10 = hash(x1, y0, seed);
      const std::uint32_t h01 = hash(x0, y1, seed), h11 = hash(x1, y1, seed);
      for (std::uint32_t k = 0; k < side; ++k) {
        const float fx = static_cast<float>(k) * step;
        const float u = fade(fx);
        const float p0 = slope(h00, fx, fy), p1 = slope(h10, fx - 1, fy);
        const float q0 = slope(h01, fx, fy - 1), q1 = slope(h11, fx - 1, fy - 1);
        const float p = p0 + (p1 - p0) * u;
        const float q = q0 + (q1 - q0) * u;
        put(std::size_t{y} * Tile::kSide + x0 * side + k, p + (q - p) * v);
      }
    }
  }
}

void Tile::bake_cloud(std::uint32_t seed) {
  float amount = 0.62f;
  for (std::uint32_t o = 0; o < 6; ++o) {
    octave(4u << o, seed + o * 17u, [&](std::size_t i, float n) { cells_[i] += amount * n; });
    amount *= 0.5f;
  }
}

void Tile::bake_relief(std::uint32_t seed) {
  std::vector<float> height(cells_.size());
  std::vector<float> weight(cells_.size(), 1.0f);
  float amount = 0.5f;
  for (std::uint32_t o = 0; o < 6; ++o) {
    octave(4u << o, seed + o * 19u, [&](std::size_t i, float noise) {
      float n = 1 - absolute(noise);
      n *= n;
      height[i] += n * amount * weight[i];
      weight[i] = n;
    });
    amount *= 0.55f;
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const std::size_t row = i / kSide * kSide;
    const std::size_t x = i % kSide;
    const float rise = height[row + (x + 1) % kSide] - height[row + (x + kSide - 1) % kSide];
    const float fall =
        height[(i + kSide) % cells_.size()] - height[(i + cells_.size() - kSide) % cells_.size()];
    const float lit = (rise * 0.85f - fall * 0.45f) * 14;
    cells_[i] = lit / (1 + absolute(lit));
  }
}

}  // namespace fluxweir::render
