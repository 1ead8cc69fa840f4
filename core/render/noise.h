// Chance and texture for the painter: a seeded die, hashes, smooth noise on a line and in the
// plane, and tiles of noise that are baked once and sampled often. Integers and exact float
// operations only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fluxweir::render {

inline std::uint32_t hash(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
  std::uint32_t h = seed + x * 0x9E3779B1u + y * 0x85EBCA77u;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return h ^ (h >> 15);
}
// The upper 24 bits as a number in [0, 1).
inline float unit_of(std::uint32_t h) { return static_cast<float>(h >> 8) * (1.0f / 16777216.0f); }

// Draws in a fixed order: never two draws among the arguments of one call, whose order is the
// compiler's choice. A stream of its own beside base/random.h, so that pictures never change
// with the way ids are drawn.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint32_t stream) : state_(seed ^ (0xD1B54A32D192ED03u * stream)) {}
  std::uint32_t next();
  float unit() { return unit_of(next()); }
  float range(float low, float high) { return low + (high - low) * unit(); }
  int below(int bound) { return static_cast<int>(next() % static_cast<std::uint32_t>(bound)); }
  bool chance(float p) { return unit() < p; }

 private:
  std::uint64_t state_;
};

// The greatest integer not above `x`; |x| must be below 2^31.
inline std::int32_t floor_of(float x) {
  const std::int32_t i = static_cast<std::int32_t>(x);
  return static_cast<float>(i) > x ? i - 1 : i;
}

// Gradient noise on a line, about -1..1, zero at every integer.
float noise1(float x, std::uint32_t seed);
// Octaves of it, each twice as fine and `gain` as strong; about -1..1.
float fbm1(float x, std::uint32_t seed, int octaves, float gain = 0.5f);
// Sharp peaks and soft valleys, 0..1.
float ridged1(float x, std::uint32_t seed, int octaves);

// Gradient noise in the plane, about -1..1, repeating every mask + 1 cells (mask + 1 a power of
// two).
float noise2(float x, float y, std::uint32_t seed, std::uint32_t mask = 0xFFFFu);

// A square of numbers that repeats in both directions.
class Tile {
 public:
  static constexpr int kSide = 512;
  enum class Kind : std::uint8_t {
    Cloud,   // smooth noise, six octaves, about -1..1, median 0
    Relief,  // how much a ridged surface faces a light from the left, about -1..1
  };
  Tile(Kind kind, std::uint32_t seed);

  // One unit is one repeat. |x| and |y| must stay below 10^6.
  float at(float x, float y) const {
    const float px = x * kSide;
    const float py = y * kSide;
    const std::int32_t ix = floor_of(px);
    const std::int32_t iy = floor_of(py);
    const float fx = px - static_cast<float>(ix);
    const float fy = py - static_cast<float>(iy);
    const std::size_t x0 = static_cast<std::uint32_t>(ix) & (kSide - 1);
    const std::size_t x1 = (x0 + 1) & (kSide - 1);
    const std::size_t y0 = (static_cast<std::uint32_t>(iy) & (kSide - 1)) * kSide;
    const std::size_t y1 = (y0 + kSide) & (std::size_t{kSide} * kSide - 1);
    const float p = cells_[y0 + x0] + (cells_[y0 + x1] - cells_[y0 + x0]) * fx;
    const float q = cells_[y1 + x0] + (cells_[y1 + x1] - cells_[y1 + x0]) * fx;
    return p + (q - p) * fy;
  }

 private:
  void bake_cloud(std::uint32_t seed);
  void bake_relief(std::uint32_t seed);
  std::vector<float> cells_;
};

}  // namespace fluxweir::render
