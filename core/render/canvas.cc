#include "render/canvas.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

// Pixel bounds of [low, high] in one direction, cut to 0..count.
std::int32_t clip(float at, float pixel, std::int32_t count) {
  const float i = at / pixel;
  if (!(i > 0)) return 0;
  if (i >= static_cast<float>(count)) return count;
  return static_cast<std::int32_t>(i);
}

void blur_line(const Rgb* in, Rgb* out, std::int32_t count, std::size_t stride,
               std::int32_t radius) {
  const float share = 1.0f / static_cast<float>(2 * radius + 1);
  const auto at = [&](std::int32_t i) {
    return in[static_cast<std::size_t>(std::clamp(i, 0, count - 1)) * stride];
  };
  Rgb sum;
  for (std::int32_t i = -radius; i <= radius; ++i) sum = sum + at(i);
  for (std::int32_t i = 0; i < count; ++i) {
    out[static_cast<std::size_t>(i) * stride] = sum * share;
    sum = sum + at(i + radius + 1) - at(i - radius);
  }
}

}  // namespace

Frame frame_of(Size size) {
  const float w = static_cast<float>(size.width);
  const float h = static_cast<float>(size.height);
  const float unit = std::sqrt(w * h);
  return {size, unit, w / unit, h / unit};
}

std::int32_t Band::column(float at) const { return clip(at + pixel * 0.5f, pixel, width); }
std::int32_t Band::line(float at) const {
  return clip(at - static_cast<float>(top) * pixel + pixel * 0.5f, pixel, rows);
}

void Plate::row_at(float y, std::vector<Rgb>& line) const {
  const float py = clamped(y * per_unit - 0.5f, height);
  const std::int32_t iy = static_cast<std::int32_t>(py);
  const float fy = py - static_cast<float>(iy);
  const std::size_t w = static_cast<std::size_t>(width);
  const Rgb* p = pixels.data() + static_cast<std::size_t>(iy) * w;
  const Rgb* q = iy + 1 < height ? p + w : p;
  line.resize(w + 1);
  for (std::size_t i = 0; i < w; ++i) line[i] = mix(p[i], q[i], fy);
  line[w] = line[w - 1];
}

Plate make_plate(const Frame& frame, std::int32_t columns) {
  const std::int32_t longer = std::max(frame.size.width, frame.size.height);
  const std::int32_t step = std::max(1, (longer + columns - 1) / columns);
  Plate plate;
  plate.width = (frame.size.width + step - 1) / step;
  plate.height = (frame.size.height + step - 1) / step;
  plate.per_unit = frame.unit / static_cast<float>(step);
  plate.pixels.resize(static_cast<std::size_t>(plate.width) *
                      static_cast<std::size_t>(plate.height));
  return plate;
}

void blur(Plate& plate, std::int32_t radius) {
  std::vector<Rgb> other(plate.pixels.size());
  const std::size_t w = static_cast<std::size_t>(plate.width);
  const std::size_t h = static_cast<std::size_t>(plate.height);
  for (int pass = 0; pass < 3; ++pass) {
    for (std::size_t y = 0; y < h; ++y) {
      blur_line(plate.pixels.data() + y * w, other.data() + y * w, plate.width, 1, radius);
    }
    for (std::size_t x = 0; x < w; ++x) {
      blur_line(other.data() + x, plate.pixels.data() + x, plate.height, w, radius);
    }
  }
}

Outline curve_through(const Outline& points, int pieces) {
  Outline out;
  const std::size_t n = points.size();
  out.reserve(n * static_cast<std::size_t>(pieces));
  for (std::size_t i = 0; i < n; ++i) {
    const Point a = points[(i + n - 1) % n], b = points[i];
    const Point c = points[(i + 1) % n], d = points[(i + 2) % n];
    for (int k = 0; k < pieces; ++k) {
      const float t = static_cast<float>(k) / static_cast<float>(pieces);
      const auto spline = [t](float p, float q, float r, float s) {
        return q + 0.5f * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      };
      out.push_back({spline(a.x, b.x, c.x, d.x), spline(a.y, b.y, c.y, d.y)});
    }
  }
  return out;
}

Outline placed(const Outline& outline, Point at, float scale, bool flip) {
  Outline out = outline;
  for (Point& p : out) p = {at.x + (flip ? -p.x : p.x) * scale, at.y + p.y * scale};
  return out;
}

Span cover_row(const Band& band, const Outline& outline, float y, std::vector<float>& cover) {
  constexpr int kLines = 4;  // sample lines in a pixel row
  cover.assign(static_cast<std::size_t>(band.width) + 1, 0.0f);
  std::vector<float> cuts;
  Span span{band.width, 0};
  for (int s = 0; s < kLines; ++s) {
    const float line = y + band.pixel * ((static_cast<float>(s) + 0.5f) / kLines - 0.5f);
    cuts.clear();
    for (std::size_t i = 0, n = outline.size(); i < n; ++i) {
      const Point p = outline[i], q = outline[i + 1 < n ? i + 1 : 0];
      if ((p.y <= line) == (q.y <= line)) continue;
      cuts.push_back((p.x + (line - p.y) / (q.y - p.y) * (q.x - p.x)) / band.pixel);
    }
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 0; i + 1 < cuts.size(); i += 2) {
      const float from = std::clamp(cuts[i], 0.0f, static_cast<float>(band.width));
      const float to = std::clamp(cuts[i + 1], 0.0f, static_cast<float>(band.width));
      const std::int32_t first = static_cast<std::int32_t>(from);
      const std::int32_t last = std::min(static_cast<std::int32_t>(to), band.width - 1);
      for (std::int32_t x = first; x <= last; ++x) {
        const float left = std::max(from, static_cast<float>(x));
        const float right = std::min(to, static_cast<float>(x + 1));
        if (right > left) cover[static_cast<std::size_t>(x)] += (right - left) / kLines;
      }
      span = {std::min(span.first, first), std::max(span.last, last + 1)};
    }
  }
  if (span.first > span.last) span = {0, 0};
  return span;
}

void fill(Band& band, const Outline& outline, Rgb colour, float opacity) {
  float low = outline.front().y, high = outline.front().y;
  for (const Point p : outline) {
    low = std::min(low, p.y);
    high = std::max(high, p.y);
  }
  std::vector<float> cover;
  const std::int32_t end = band.line(high + band.pixel);
  for (std::int32_t j = band.line(low - band.pixel); j < end; ++j) {
    const Span span = cover_row(band, outline, band.y(j), cover);
    Rgb* row = band.row(j);
    for (std::int32_t i = span.first; i < span.last; ++i) {
      row[i] = mix(row[i], colour, clamp01(cover[static_cast<std::size_t>(i)]) * opacity);
    }
  }
}

void disc(Band& band, Point at, float radius, float soft, Rgb colour, float opacity) {
  const float edge = std::max(soft, band.pixel);
  const float reach = radius + edge;
  const std::int32_t bottom = band.line(at.y + reach), right = band.column(at.x + reach);
  for (std::int32_t j = band.line(at.y - reach); j < bottom; ++j) {
    const float dy = band.y(j) - at.y;
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(at.x - reach); i < right; ++i) {
      const float dx = band.x(i) - at.x;
      const float d = std::sqrt(dx * dx + dy * dy);
      const float t = clamp01((radius - d) / edge + 0.5f);
      row[i] = mix(row[i], colour, t * t * (3 - 2 * t) * opacity);
    }
  }
}

void glow(Band& band, Point at, float radius, Rgb light) {
  const std::int32_t bottom = band.line(at.y + radius), right = band.column(at.x + radius);
  for (std::int32_t j = band.line(at.y - radius); j < bottom; ++j) {
    const float dy = band.y(j) - at.y;
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(at.x - radius); i < right; ++i) {
      const float dx = band.x(i) - at.x;
      const float f = clamp01(1 - (dx * dx + dy * dy) / (radius * radius));
      row[i] = row[i] + light * (f * f * f);
    }
  }
}

}  // namespace fluxweir::render
