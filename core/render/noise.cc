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

void Tile::bake_cloud(std::uint32_t seed) {
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      float sum = 0;
      float amount = 0.62f;
      float cells = 4;
      for (std::uint32_t o = 0; o < 6; ++o) {
        const float k = cells / kSide;
        sum += amount * noise2(static_cast<float>(x) * k, static_cast<float>(y) * k, seed + o * 17u,
                               static_cast<std::uint32_t>(cells) - 1u);
        amount *= 0.5f;
        cells *= 2;
      }
      cells_[static_cast<std::size_t>(y) * kSide + static_cast<std::size_t>(x)] = sum;
    }
  }
}

void Tile::bake_relief(std::uint32_t seed) {
  std::vector<float> height(cells_.size());
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      float sum = 0;
      float amount = 0.5f;
      float weight = 1;
      float cells = 4;
      for (std::uint32_t o = 0; o < 6; ++o) {
        const float k = cells / kSide;
        float n = 1 - absolute(noise2(static_cast<float>(x) * k, static_cast<float>(y) * k,
                                      seed + o * 19u, static_cast<std::uint32_t>(cells) - 1u));
        n *= n;
        sum += n * amount * weight;
        weight = n;
        amount *= 0.55f;
        cells *= 2;
      }
      height[static_cast<std::size_t>(y) * kSide + static_cast<std::size_t>(x)] = sum;
    }
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
