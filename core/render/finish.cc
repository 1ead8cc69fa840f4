#include "render/finish.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "render/noise.h"

namespace fluxweir::render {
namespace {

// The tone curve is a table over the leading bits of a float: 2^-16 up to 2, 1024 steps an octave.
constexpr std::uint32_t kOctaves = 17;
constexpr std::uint32_t kStepBits = 10;
constexpr std::uint32_t kDropped = 23 - kStepBits;
constexpr std::uint32_t kFirst = (127u - 16u) << kStepBits;

// sRGB (IEC 61966-2-1) from linear light; x^(1/2.4) = (x^(1/12))^5.
double encode_srgb(double x) {
  if (x <= 0.0031308) return x * 12.92;
  const double root = std::sqrt(std::sqrt(cube_root(x)));
  const double square = root * root;
  return 1.055 * square * square * root - 0.055;
}

// A straight line with a soft shoulder.
double shoulder(double x) {
  constexpr double kKnee = 0.62;
  if (x <= kKnee) return x;
  const double over = (x - kKnee) / (1 - kKnee);
  return kKnee + (1 - kKnee) * over / (1 + over * 0.72) * 1.02;
}

double tone(double x, bool raw) {
  const double v = std::min(1.0, encode_srgb(std::min(1.0, shoulder(x))));
  if (raw) return 0.035 + v * 0.905;
  const double s = v * v * (3 - 2 * v);
  return v + (s - v) * 0.24;
}

std::int32_t triangle(std::uint32_t h) {
  return static_cast<std::int32_t>(h & 0xFFFu) + static_cast<std::int32_t>((h >> 12) & 0xFFFu) -
         4095;
}

}  // namespace

Finish::Finish(const Frame& frame, const Plate* bloom, bool raw, std::uint64_t seed)
    : frame_(frame),
      bloom_(raw ? nullptr : bloom),
      raw_(raw),
      seed_(static_cast<std::uint32_t>(seed ^ (seed >> 32))),
      curve_((kOctaves << kStepBits) + 1) {
  for (std::uint32_t i = 0; i < curve_.size(); ++i) {
    const std::uint32_t bits = (kFirst + i) << kDropped;
    float light = 0;
    std::memcpy(&light, &bits, sizeof(light));
    const double v = std::clamp(tone(light, raw), 0.0, 1.0);
    curve_[i] = static_cast<std::uint16_t>(v * 65280.0);
  }
}

std::uint32_t Finish::level(float light) const {
  if (!(light > 1.53e-5f)) return curve_[0];
  if (light >= 2) return curve_.back();
  std::uint32_t bits = 0;
  std::memcpy(&bits, &light, sizeof(bits));
  return curve_[(bits >> kDropped) - kFirst];
}

void Finish::develop(Band& band, Raster& out) const {
  const std::size_t width = static_cast<std::size_t>(frame_.size.width);
  for (std::int32_t j = 0; j < band.rows; ++j) {
    const std::int32_t y = band.top + j;
    develop_row(band.row(j), y, out.rgb.data() + static_cast<std::size_t>(y) * width * 3);
  }
}

void Finish::develop_row(const Rgb* in, std::int32_t y, std::uint8_t* out) const {
  const float fy = (static_cast<float>(y) + 0.5f) / frame_.unit;
  const float cy = fy / frame_.h - 0.5f;
  const float keep = raw_ ? 0.74f : 1.08f;
  const std::uint32_t row = static_cast<std::uint32_t>(y);
  std::vector<Rgb> spill;
  if (bloom_ != nullptr) bloom_->row_at(fy, spill);
  for (std::int32_t i = 0; i < frame_.size.width; ++i) {
    Rgb c = in[i];
    const float fx = (static_cast<float>(i) + 0.5f) / frame_.unit;
    if (!raw_) {
      if (bloom_ != nullptr) c = c * 0.985f + bloom_->along(spill, fx);
      const float cx = fx / frame_.w - 0.5f;
      const float r = cx * cx + cy * cy;
      c = c * (1 - r * r * 0.9f - r * 0.16f);
    }
    const float grey = luma(c);
    c = {grey + (c.r - grey) * keep, grey + (c.g - grey) * keep, grey + (c.b - grey) * keep};
    const std::uint32_t column = static_cast<std::uint32_t>(i);
    const std::uint32_t chance = hash(column, row, seed_);
    std::int32_t grain = 0;
    if (raw_) {
      grain = triangle(chance) * 14 / 32 + triangle(hash(column / 2, row / 2, seed_ + 1)) * 7 / 32;
    }
    const std::uint32_t levels[3] = {level(c.r), level(c.g), level(c.b)};
    for (int k = 0; k < 3; ++k) {
      const std::int32_t dither = static_cast<std::int32_t>((chance >> (8 * k)) & 0xFFu);
      const std::int32_t value = static_cast<std::int32_t>(levels[k]) + dither + grain;
      *out++ = static_cast<std::uint8_t>(std::clamp(value, 0, 65535) >> 8);
    }
  }
}

Plate bloom_of(const Plate& echo) {
  Plate wide = echo;
  for (Rgb& c : wide.pixels) {
    const float bright = smooth(0.45f, 1.25f, luma(c));
    c = c * (0.02f + bright * 0.5f);
  }
  Plate tight = wide;
  blur(wide, std::max(1, echo.width / 22));
  blur(tight, std::max(1, echo.width / 110));
  for (std::size_t i = 0; i < wide.pixels.size(); ++i) {
    wide.pixels[i] = wide.pixels[i] * 0.34f + tight.pixels[i] * 0.18f;
  }
  return wide;
}

}  // namespace fluxweir::render
