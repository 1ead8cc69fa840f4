// Colour for the painter: linear light to work in, OKLCH to choose in, 8-bit sRGB at the very end.
// OKLab by Björn Ottosson, bottosson.github.io/posts/oklab, read 2026-11-25.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

namespace fluxweir::render {

// Linear light; 1 is display white, a light source may be brighter.
struct Rgb {
  float r = 0;
  float g = 0;
  float b = 0;
};

inline Rgb operator+(Rgb p, Rgb q) { return {p.r + q.r, p.g + q.g, p.b + q.b}; }
inline Rgb operator-(Rgb p, Rgb q) { return {p.r - q.r, p.g - q.g, p.b - q.b}; }
inline Rgb operator*(Rgb p, Rgb q) { return {p.r * q.r, p.g * q.g, p.b * q.b}; }
inline Rgb operator*(Rgb p, float k) { return {p.r * k, p.g * k, p.b * k}; }
inline Rgb mix(Rgb p, Rgb q, float t) {
  return {p.r + (q.r - p.r) * t, p.g + (q.g - p.g) * t, p.b + (q.b - p.b) * t};
}
inline float luma(Rgb p) { return p.r * 0.2126f + p.g * 0.7152f + p.b * 0.0722f; }

inline float clamp01(float x) { return x > 0 ? (x < 1 ? x : 1.0f) : 0.0f; }
inline float mix(float p, float q, float t) { return p + (q - p) * t; }
// 0 at `from`, 1 at `to`, smooth between; `from` may be the greater.
inline float smooth(float from, float to, float x) {
  const float t = clamp01((x - from) / (to - from));
  return t * t * (3 - 2 * t);
}

// A perceptual colour: lightness 0..1, chroma 0..0.37, hue in degrees.
struct Ink {
  float l = 0;
  float c = 0;
  float h = 0;
};

struct Lab {
  float l = 0;
  float a = 0;
  float b = 0;
};

// Sine of a whole turn times `turns`, by polynomial, within 1e-6.
float sine(float turns);
inline float cosine(float turns) { return sine(turns + 0.25f); }
// Cube root of a number of at least 0, by Newton's method.
double cube_root(double x);

Lab to_lab(Ink ink);
Lab to_lab(Rgb colour);
Rgb to_rgb(Lab lab);  // channels below 0 are cut
Rgb to_rgb(Ink ink);

// Colours mixed evenly to the eye between stops at equal distances; at least one stop.
class Ramp {
 public:
  Ramp() = default;
  Ramp(std::initializer_list<Rgb> stops);
  Ramp(const Rgb* stops, std::size_t count);
  Rgb at(float t) const;  // t is clamped to 0..1

 private:
  std::array<Rgb, 257> table_{};
};

}  // namespace fluxweir::render
