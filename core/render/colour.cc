#include "render/colour.h"

#include <cmath>
#include <cstddef>

namespace fluxweir::render {

float sine(float turns) {
  double t = turns;
  t -= static_cast<double>(static_cast<std::int64_t>(t));  // -1..1
  if (t < 0) t += 1;
  if (t > 0.75) {
    t -= 1;
  } else if (t > 0.25) {
    t = 0.5 - t;
  }
  const double x = t * 6.283185307179586;  // -pi/2..pi/2
  const double s = x * x;
  return static_cast<float>(
      x * (1 + s * (-1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880))))));
}

double cube_root(double x) {
  if (x <= 0) return 0;
  double scale = 1;
  while (x < 0.125) {
    x *= 8;
    scale *= 0.5;
  }
  while (x > 1) {
    x *= 0.125;
    scale *= 2;
  }
  double y = 0.4 + 0.6 * x;
  for (int i = 0; i < 6; ++i) y = (2 * y + x / (y * y)) / 3;
  return y * scale;
}

Lab to_lab(Ink ink) {
  const float turns = ink.h / 360;
  return {ink.l, ink.c * cosine(turns), ink.c * sine(turns)};
}

Lab to_lab(Rgb colour) {
  const double r = colour.r, g = colour.g, b = colour.b;
  const double l = cube_root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = cube_root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = cube_root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {static_cast<float>(0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s),
          static_cast<float>(1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s),
          static_cast<float>(0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)};
}

Rgb to_rgb(Lab lab) {
  const float lr = lab.l + 0.3963377774f * lab.a + 0.2158037573f * lab.b;
  const float mr = lab.l - 0.1055613458f * lab.a - 0.0638541728f * lab.b;
  const float sr = lab.l - 0.0894841775f * lab.a - 1.2914855480f * lab.b;
  const float l = lr * lr * lr;
  const float m = mr * mr * mr;
  const float s = sr * sr * sr;
  const Rgb out{4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s,
                -1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s,
                -0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s};
  return {out.r > 0 ? out.r : 0, out.g > 0 ? out.g : 0, out.b > 0 ? out.b : 0};
}

Rgb to_rgb(Ink ink) { return to_rgb(to_lab(ink)); }

Ramp::Ramp(std::initializer_list<Rgb> stops) : Ramp(stops.begin(), stops.size()) {}

Ramp::Ramp(const Rgb* stops, std::size_t count) {
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const float t = static_cast<float>(i) / 256.0f * static_cast<float>(count - 1);
    std::size_t k = static_cast<std::size_t>(t);
    if (k + 2 > count) k = count < 2 ? 0 : count - 2;
    const Lab p = to_lab(stops[k]);
    const Lab q = to_lab(stops[count < 2 ? 0 : k + 1]);
    const float f = t - static_cast<float>(k);
    table_[i] = to_rgb(Lab{mix(p.l, q.l, f), mix(p.a, q.a, f), mix(p.b, q.b, f)});
  }
}

Rgb Ramp::at(float t) const {
  const float x = clamp01(t) * 255.99f;
  const int k = static_cast<int>(x);
  const std::size_t i = static_cast<std::size_t>(k);
  return mix(table_[i], table_[i + 1], x - static_cast<float>(k));
}

}  // namespace fluxweir::render
