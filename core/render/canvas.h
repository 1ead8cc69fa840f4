// Where the painter puts its colours: the picture's measures, a band of rows in linear light, a
// small plate that can be sampled anywhere, and outlines filled with smooth edges.
//
// Lengths are in units: the square root of width times height is one unit, so that a composition
// keeps its weight in any format. x grows to the right, y downwards, (0, 0) is the top left corner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/units.h"
#include "render/colour.h"

namespace fluxweir::render {

struct Frame {
  Size size;
  float unit = 1;  // pixels in one unit
  float w = 1;     // width and height in units
  float h = 1;
};
Frame frame_of(Size size);

struct Point {
  float x = 0;
  float y = 0;
};

// Some rows of the picture, whole or reduced. Its pixel (i, j) has its centre at (x(i), y(j)).
struct Band {
  std::int32_t top = 0;
  std::int32_t rows = 0;
  std::int32_t width = 0;
  float pixel = 1;  // side of a pixel in units
  std::vector<Rgb> pixels;

  float x(std::int32_t i) const { return (static_cast<float>(i) + 0.5f) * pixel; }
  float y(std::int32_t j) const { return (static_cast<float>(top + j) + 0.5f) * pixel; }
  Rgb* row(std::int32_t j) {
    return pixels.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width);
  }
  // Share of a pixel that lies inside an edge which is `inside` units away; negative is outside.
  float cover(float inside) const { return clamp01(inside / pixel + 0.5f); }
  // The first pixel whose centre is at or after `at`, within 0..width.
  std::int32_t column(float at) const;
  // The same for rows of this band, within 0..rows.
  std::int32_t line(float at) const;
};

// A reduced picture, sampled smoothly; outside it the nearest edge counts.
class Plate {
 public:
  std::int32_t width = 0;
  std::int32_t height = 0;
  float per_unit = 1;  // its pixels in one unit
  std::vector<Rgb> pixels;

  Rgb at(float x, float y) const {
    const float px = clamped(x * per_unit - 0.5f, width);
    const float py = clamped(y * per_unit - 0.5f, height);
    const std::int32_t ix = static_cast<std::int32_t>(px);
    const std::int32_t iy = static_cast<std::int32_t>(py);
    const float fx = px - static_cast<float>(ix);
    const float fy = py - static_cast<float>(iy);
    const Rgb* p = pixels.data() + static_cast<std::size_t>(iy) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(ix);
    const std::size_t right = ix + 1 < width ? 1 : 0;
    const std::size_t down = iy + 1 < height ? static_cast<std::size_t>(width) : 0;
    return mix(mix(p[0], p[right], fx), mix(p[down], p[down + right], fx), fy);
  }
  // The row at `y`, and then single points of such a row: half the work when a whole row is wanted.
  void row_at(float y, std::vector<Rgb>& line) const;
  Rgb along(const std::vector<Rgb>& line, float x) const {
    const float px = clamped(x * per_unit - 0.5f, width);
    const std::int32_t ix = static_cast<std::int32_t>(px);
    const Rgb* p = line.data() + static_cast<std::size_t>(ix);
    return mix(p[0], p[1], px - static_cast<float>(ix));
  }

 private:
  static float clamped(float at, std::int32_t count) {
    const float last = static_cast<float>(count - 1);
    return at > 0 ? (at < last ? at : last) : 0.0f;
  }
};

// A plate with room for about `columns` pixels on its longer side.
Plate make_plate(const Frame& frame, std::int32_t columns);
// Box blur of `radius` pixels, three times, which is close to a Gaussian.
void blur(Plate& plate, std::int32_t radius);

using Outline = std::vector<Point>;

// A closed curve through the given points (Catmull-Rom), `pieces` straight pieces between two.
Outline curve_through(const Outline& points, int pieces);
// Moved, scaled and, when `flip`, mirrored at its own x = 0.
Outline placed(const Outline& outline, Point at, float scale, bool flip = false);

// Fills `outline` (even-odd) with one colour over the band; the edge is smooth.
void fill(Band& band, const Outline& outline, Rgb colour, float opacity = 1);
// Coverage of one row at `y` by `outline`: `cover` gets one number a pixel in [first, last).
struct Span {
  std::int32_t first = 0;
  std::int32_t last = 0;
};
Span cover_row(const Band& band, const Outline& outline, float y, std::vector<float>& cover);

// A soft disc: full inside `radius` less half of `soft`, gone outside radius plus half of it.
void disc(Band& band, Point at, float radius, float soft, Rgb colour, float opacity);
// Light added around a point, falling off smoothly to nothing at `radius`.
void glow(Band& band, Point at, float radius, Rgb light);

}  // namespace fluxweir::render
