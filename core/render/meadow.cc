#include "render/meadow.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

float horizon_for(const Studio& studio) {
  Dice dice(studio.seed, 91);
  return studio.frame.h * dice.range(0.36f, 0.46f);
}

// Flower colours that go together; the seed picks a row.
constexpr Ink kBeds[][4] = {
    {{.60f, .22f, 27}, {.66f, .20f, 20}, {.92f, .05f, 95}, {.55f, .20f, 30}},
    {{.78f, .13f, 350}, {.70f, .17f, 340}, {.93f, .04f, 350}, {.62f, .18f, 320}},
    {{.60f, .16f, 295}, {.70f, .12f, 305}, {.80f, .09f, 290}, {.55f, .17f, 280}},
    {{.88f, .16f, 95}, {.84f, .16f, 80}, {.95f, .06f, 100}, {.76f, .16f, 65}},
    {{.94f, .02f, 95}, {.88f, .15f, 92}, {.68f, .15f, 265}, {.64f, .21f, 25}},
};

}  // namespace

Meadow::Meadow(const Studio& studio)
    : studio_(&studio),
      horizon_(horizon_for(studio)),
      sky_(studio, horizon_),
      tint_(studio.brief),
      dice_(studio.seed, 92) {
  const Light& light = studio.light;
  const bool dry = studio.brief.season == Season::Autumn;
  const Ink green = dry ? Ink{.58f, .10f, 85} : Ink{.48f, .11f, dice_.range(122, 145)};
  grass_ = mix(light.shade, tint_.partly(green, 0.8f), 0.42f);
  grass_lit_ = mix(tint_.partly({green.l + .20f, green.c, green.h - 12}, 0.8f), light.sun,
                   0.22f * light.strength) *
               (0.35f + 0.65f * light.strength);
  plan_hills();
  plan_flowers();
}

void Meadow::plan_hills() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  for (int i = 0; i < 3; ++i) {
    Ridge ridge;
    const float near = static_cast<float>(i) / 2;
    ridge.kind = Ridge::Kind::Hill;
    ridge.distance = std::min(mix(0.80f, 0.40f, near) + 0.1f * light.fog, 0.95f);
    ridge.fog = light.fog;
    ridge.mist = mix(light.haze, light.horizon, 0.45f);
    shape_hill(ridge, s.frame, horizon_ - mix(0.05f, 0.0f, near), mix(0.10f, 0.045f, near),
               mix(1.5f, 1.2f, near), dice_.next());
    if (i > 0) plant_pines(ridge, s.frame, 0.020f * (1 + near), 0.35f, dice_.next());
    ridge.foot = horizon_ + 0.05f;
    ridge.dark = mix(light.shade, grass_, 0.5f);
    ridge.lit = mix(grass_, grass_lit_, 0.6f);
    ridge.shift = dice_.range(0, 5);
    hills_.push_back(std::move(ridge));
  }
}

void Meadow::plan_flowers() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const Ink* bed = kBeds[dice_.below(5)];
  const Tint* own = s.brief.tint(Paints::Blossom);
  const float low = s.frame.h - horizon_;
  const int count = static_cast<int>(1500 * s.frame.w);
  const int petals = 5 + dice_.below(2) * 3;
  for (int i = 0; i < count; ++i) {
    Flower f;
    // Even over the ground, so ever denser towards the horizon.
    const float t = static_cast<float>(i) / static_cast<float>(count - 1);
    const float near = 0.03f + 0.97f * t * t * t;
    f.at.y = horizon_ + low * (near * 1.02f - 0.01f);
    f.at.x = dice_.range(-0.05f, 1.05f) * s.frame.w;
    const float drift = s.cloud.at(f.at.x * 0.35f / (near + 0.25f), near * 0.7f + 0.4f);
    const float size = dice_.range(0.7f, 1.25f);
    Ink ink = own ? own->ink : bed[dice_.below(4)];
    ink.l += dice_.range(-0.05f, 0.05f);
    ink.h += dice_.range(-9, 9);
    const float turn = dice_.unit();
    f.flat = dice_.range(0.45f, 0.95f);
    f.bow = dice_.range(-0.3f, 0.3f);
    const float close = dice_.unit();
    if (drift < -0.02f && near > 0.1f && close < 0.75f) continue;
    f.size = (0.0035f + 0.040f * near) * size;
    f.petals = petals;
    f.turn_x = cosine(turn);
    f.turn_y = sine(turn);
    f.stem = f.size * 2.6f;
    f.soft = near > 0.72f ? (near - 0.72f) * 0.035f : 0.0f;
    const float veil = smooth(0.30f, 0.0f, near) * (0.35f + 0.4f * light.fog);
    const Rgb day = mix(Rgb{1, 1, 1}, light.sun, 0.5f) * (0.30f + 0.72f * light.strength);
    const Rgb petal = own ? to_rgb(ink) : tint_.partly(ink, 0.85f);
    const Rgb haze = mix(light.haze, light.horizon, 0.4f);
    f.petal = mix(petal * day, haze, veil);
    f.inner = mix(petal * petal * day, haze, veil);
    f.heart = mix(
        (ink.h > 70 && ink.h < 110 ? to_rgb(Ink{.40f, .09f, 60}) : to_rgb(Ink{.84f, .15f, 88})) *
            day,
        haze, veil);
    f.green = mix(mix(grass_, grass_lit_, 0.35f), haze, veil);
    flowers_.push_back(f);
  }
}

void Meadow::paint(Band& band, const Plate*) const {
  sky_.paint(band, horizon_ + 0.06f);
  paint_ridges(band, hills_, *studio_);
  paint_grass(band);
  for (const Flower& flower : flowers_) {
    paint_stem(band, flower);
    paint_flower(band, flower);
  }
}

void Meadow::paint_grass(Band& band) const {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const float low = s.frame.h - horizon_;
  for (std::int32_t j = band.line(horizon_ - 0.02f); j < band.rows; ++j) {
    const float y = band.y(j);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float edge = horizon_ + s.cloud.at(x * 0.3f, 0.2f) * 0.012f;
      const float cover = band.cover(y - edge);
      if (cover <= 0) continue;
      const float near = clamp01((y - horizon_) / low);
      const float far = 1 / (near + 0.06f);
      const float u = (x - s.frame.w * 0.5f) * far;
      const float swath = s.cloud.at(u * 0.09f, far * 0.35f);
      // Blades: noise drawn out upwards, bent by the swath.
      const float blade = s.cloud.at(u * 1.9f + swath * 0.15f, y * 0.9f) * 0.6f +
                          s.cloud.at(u * 4.7f + y * 0.3f, y * 2.2f) * 0.5f;
      const float lit = clamp01(0.46f + swath * 0.5f + blade * 0.62f - near * 0.25f);
      const Rgb colour = mix(grass_, grass_lit_, lit);
      const float veil = smooth(0.35f, 0.0f, near) * (0.30f + 0.45f * light.fog);
      row[i] = mix(row[i], mix(colour, mix(light.haze, light.horizon, 0.4f), veil), cover);
    }
  }
}

void Meadow::paint_stem(Band& band, const Flower& f) const {
  const float half = std::max(f.size * 0.045f, band.pixel * 0.35f) + f.soft * 0.5f;
  const std::int32_t end = band.line(f.at.y + f.stem);
  const float strength = 0.85f / (1 + f.soft * 60);
  for (std::int32_t j = band.line(f.at.y); j < end; ++j) {
    const float down = (band.y(j) - f.at.y) / f.stem;
    const float middle = f.at.x + f.bow * f.size * down * (1.6f - down);
    const std::int32_t last = std::min(band.column(middle + half) + 1, band.width);
    Rgb* row = band.row(j);
    for (std::int32_t i = std::max(band.column(middle - half) - 1, 0); i < last; ++i) {
      const float off = band.x(i) - middle;
      row[i] =
          mix(row[i], f.green, band.cover(half - (off < 0 ? -off : off)) * strength * (1 - down));
    }
  }
}

// The petal edge is a wave around the heart: the cosine of n times the angle comes from the n-th
// power of the complex number x + iy.
void Meadow::paint_flower(Band& band, const Flower& f) const {
  const float reach = f.size + f.soft + band.pixel;
  const std::int32_t bottom = band.line(f.at.y + reach), right = band.column(f.at.x + reach);
  const float edge = std::max(f.soft, band.pixel);
  for (std::int32_t j = band.line(f.at.y - reach); j < bottom; ++j) {
    Rgb* row = band.row(j);
    const float dy = (band.y(j) - f.at.y) / f.flat;
    for (std::int32_t i = band.column(f.at.x - reach); i < right; ++i) {
      const float dx = band.x(i) - f.at.x;
      const float r = std::sqrt(dx * dx + dy * dy) + 1e-6f;
      if (r > reach * 1.1f) continue;
      const float cx = (dx * f.turn_x - dy * f.turn_y) / r,
                  cy = (dx * f.turn_y + dy * f.turn_x) / r;
      float px = cx, py = cy;
      for (int k = 1; k < f.petals; ++k) {
        const float nx = px * cx - py * cy;
        py = px * cy + py * cx;
        px = nx;
      }
      const float rim = f.size * (0.80f + 0.20f * px);
      const float t = r / f.size;
      const float cover = clamp01((rim - r) / edge + 0.5f);
      if (cover <= 0) continue;
      // Creases between petals, a darker throat, light from above.
      const float crease = clamp01(0.72f + 0.28f * px + 0.2f * (1 - t));
      Rgb colour =
          mix(f.inner, f.petal, smooth(0.10f, 0.75f, t)) * (crease * (1 - 0.22f * dy / f.size));
      colour = mix(f.heart * (1 - 0.25f * dy / f.size), colour, smooth(0.20f, 0.29f, t));
      row[i] = mix(row[i], colour, cover * (f.soft > 0 ? 0.92f : 1.0f));
    }
  }
}

}  // namespace fluxweir::render
