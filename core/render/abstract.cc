#include "render/abstract.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

struct Scheme {
  Ink stops[5];
};

// Dark to light and back; the seed picks one when no colour is named.
constexpr Scheme kSchemes[] = {
    {{{.20f, .06f, 270}, {.42f, .14f, 300}, {.68f, .18f, 5}, {.84f, .13f, 60}, {.95f, .05f, 90}}},
    {{{.18f, .05f, 250},
      {.38f, .09f, 225},
      {.62f, .10f, 195},
      {.84f, .09f, 150},
      {.96f, .05f, 105}}},
    {{{.22f, .07f, 320}, {.45f, .16f, 350}, {.70f, .16f, 30}, {.86f, .10f, 75}, {.40f, .09f, 215}}},
    {{{.93f, .03f, 80}, {.82f, .08f, 45}, {.60f, .12f, 25}, {.38f, .09f, 260}, {.22f, .06f, 270}}},
    {{{.16f, .04f, 255},
      {.34f, .12f, 262},
      {.58f, .17f, 255},
      {.80f, .10f, 220},
      {.95f, .04f, 70}}},
    {{{.20f, .04f, 160}, {.40f, .08f, 165}, {.62f, .09f, 120}, {.82f, .11f, 95}, {.94f, .05f, 85}}},
};

// Five tones of the named colours, dark to light, their hues a little apart.
void tones_of(const Brief& brief, Rgb* out) {
  constexpr float kLightness[] = {.22f, .40f, .60f, .78f, .93f};
  constexpr float kTurn[] = {-14, -6, 0, 8, 14};
  const std::size_t n = brief.tints.size();
  for (std::size_t i = 0; i < 5; ++i) {
    const Tint& tint = brief.tints[i * n / 5];
    Ink ink = tint.ink;
    ink.l = tint.neutral ? mix(kLightness[i], ink.l, 0.5f) : mix(kLightness[i], ink.l, 0.3f);
    const float room = clamp01(ink.l * 2.0f) * clamp01((1.05f - ink.l) * 3);
    ink.c *= room;
    ink.h += kTurn[i];
    out[i] = to_rgb(ink);
  }
}

}  // namespace

Flow::Flow(const Studio& studio) : studio_(&studio) {
  Dice dice(studio.seed, 41);
  Rgb stops[9];
  Rgb tones[5];
  const Scheme& scheme = kSchemes[dice.below(6)];
  for (int i = 0; i < 5; ++i) tones[i] = to_rgb(scheme.stops[i]);
  if (!studio.brief.tints.empty()) tones_of(studio.brief, tones);
  for (std::size_t i = 0; i < 5; ++i) stops[i] = tones[i];
  for (std::size_t i = 5; i < 9; ++i) stops[i] = tones[8 - i];
  ramp_ = Ramp(stops, 9);
  shine_ = mix(tones[4], Rgb{1, 1, 1}, 0.35f);
  zoom_ = dice.range(0.075f, 0.13f);
  bend_ = dice.range(0.16f, 0.34f);
  twist_ = dice.range(0.5f, 1.1f);
  bands_ = dice.range(1.0f, 2.0f);
  const float turn = dice.unit();
  turn_x_ = cosine(turn);
  turn_y_ = sine(turn);
  origin_ = {dice.range(0, 9), dice.range(0, 9)};
  plan_folds();
}

Flow::Fold Flow::fold(float x, float y) const {
  const Tile& tile = studio_->cloud;
  const float u = (x * turn_x_ - y * turn_y_) * zoom_ + origin_.x;
  const float v = (x * turn_y_ + y * turn_x_) * zoom_ * 1.35f + origin_.y;
  const float p = tile.at(u * 0.7f, v * 0.7f);
  const float q = tile.at(v * 0.7f + 0.37f, u * 0.7f + 0.71f);
  const float r = tile.at(u + p * bend_, v + q * bend_);
  const float s = tile.at(u + 0.53f + q * bend_ * twist_, v + 0.19f + r * bend_);
  return {tile.at(u * 0.8f + r * bend_ * 1.1f, v * 0.8f + s * bend_ * 1.1f) + 0.5f * r, p + s};
}

// The folds are smooth, so they are found on a grid of half the picture's resolution; colours are
// looked up for every pixel.
void Flow::plan_folds() {
  folds_ = make_plate(studio_->frame, 1400);
  const std::size_t w = static_cast<std::size_t>(folds_.width);
  for (std::int32_t j = 0; j < folds_.height; ++j) {
    const float y = (static_cast<float>(j) + 0.5f) / folds_.per_unit;
    Rgb* row = folds_.pixels.data() + static_cast<std::size_t>(j) * w;
    for (std::int32_t i = 0; i < folds_.width; ++i) {
      const Fold here = fold((static_cast<float>(i) + 0.5f) / folds_.per_unit, y);
      row[i] = {here.height, here.warp, 0};
    }
  }
  const std::int32_t reach = std::max(1, folds_.width / 500);
  for (std::int32_t j = 0; j < folds_.height; ++j) {
    for (std::int32_t i = 0; i < folds_.width; ++i) {
      const auto height = [&](std::int32_t x, std::int32_t y) {
        const std::size_t cx = static_cast<std::size_t>(std::clamp(x, 0, folds_.width - 1));
        const std::size_t cy = static_cast<std::size_t>(std::clamp(y, 0, folds_.height - 1));
        return folds_.pixels[cy * w + cx].r;
      };
      const float rise = height(i + reach, j) - height(i - reach, j);
      const float fall = height(i, j + reach) - height(i, j - reach);
      const float scale = folds_.per_unit / static_cast<float>(reach) * 0.5f;
      folds_.pixels[static_cast<std::size_t>(j) * w + static_cast<std::size_t>(i)].b =
          (rise + fall * 0.6f) * scale * 0.55f;
    }
  }
}

void Flow::paint(Band& band, const Plate*) const {
  std::vector<Rgb> line;
  for (std::int32_t j = 0; j < band.rows; ++j) {
    folds_.row_at(band.y(j), line);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const Rgb here = folds_.along(line, band.x(i));
      float t = 0.5f + here.r * bands_ + here.g * 0.22f;
      t -= static_cast<float>(floor_of(t));
      Rgb colour = ramp_.at(t);
      const float light = clamp01(0.5f + here.b * 0.16f);
      colour = colour * (0.62f + 0.66f * light);
      const float gloss = smooth(0.62f, 1.0f, light);
      row[i] = mix(colour, shine_, gloss * gloss * 0.35f);
    }
  }
}

}  // namespace fluxweir::render
