#include "render/land.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

float horizon_for(const Studio& studio) {
  Dice dice(studio.seed, 31);
  const bool desert = studio.brief.subject == Subject::Desert;
  const float share = desert ? dice.range(0.46f, 0.58f) : dice.range(0.56f, 0.66f);
  return studio.frame.h * share;
}

}  // namespace

Land::Land(const Studio& studio)
    : studio_(&studio),
      horizon_(horizon_for(studio)),
      sky_(studio, horizon_),
      tint_(studio.brief),
      dice_(studio.seed, 32) {
  if (studio.brief.subject == Subject::Desert) {
    plan_dunes();
  } else {
    plan_mountains();
  }
  plan_foreground();
}

Ridge Land::layer(Ridge::Kind kind, float distance) const {
  const Light& light = studio_->light;
  Ridge ridge;
  ridge.kind = kind;
  ridge.distance = distance;
  ridge.fog = light.fog;
  ridge.mist = mix(light.haze, light.horizon, distance * 0.55f);
  ridge.from_right = light.sun_x > 0.5f;
  return ridge;
}

void Land::plan_mountains() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const float low = s.frame.h - horizon_;
  const bool lake = s.brief.has(Detail::Lake) || (s.brief.details.empty() && dice_.chance(0.35f));
  const bool white = s.brief.season == Season::Winter || s.brief.weather == Weather::Snow;
  const bool snow = white || dice_.chance(0.6f);
  const std::uint32_t seed = dice_.next();
  const Rgb rock = tint_.partly({.45f, .03f, 265}, 0.8f);
  const float thick = light.weather == Weather::Fog ? 0.22f : 0.0f;
  const int chains = 3;
  const float peaks = dice_.range(1.5f, 2.6f);
  for (int i = 0; i < chains; ++i) {
    const float near = static_cast<float>(i) / (chains - 1);  // 0 far .. 1 near
    Ridge ridge = layer(Ridge::Kind::Rock, std::min(mix(0.80f, 0.26f, near) + thick, 0.95f));
    const float base = horizon_ - mix(0.05f, -0.015f, near);
    const float tall =
        mix(0.40f, 0.56f, near) * dice_.range(0.8f, 1.15f) * (0.75f + 0.25f * s.frame.h);
    shape_rock(ridge, s.frame, base, tall, peaks * mix(1.25f, 0.85f, near),
               seed + static_cast<std::uint32_t>(i) * 77u);
    ridge.foot = horizon_ + 0.06f;
    ridge.dark = mix(light.shade, rock, 0.35f);
    ridge.lit = mix(mix(rock, light.horizon, 0.25f), light.sun, 0.42f * light.strength);
    ridge.grain = 1.35f;
    ridge.shift = dice_.range(0, 5);
    if (snow) {
      ridge.snow = white ? horizon_ : mix(ridge.highest, base, dice_.range(0.38f, 0.6f));
      ridge.snow_dark = mix(mix(light.zenith, light.middle, 0.6f), light.shade, 0.25f);
      ridge.snow_lit = mix(light.horizon, light.sun, 0.75f) * (0.45f + 0.55f * light.strength);
    }
    far_.push_back(std::move(ridge));
  }
  const bool autumn = s.brief.season == Season::Autumn;
  const Ink leaf = white    ? Ink{.75f, .02f, 240}
                   : autumn ? Ink{.55f, .13f, 55}
                            : Ink{.42f, .075f, dice_.range(125, 165)};
  for (int i = 0; i < 3; ++i) {
    const float near = static_cast<float>(i) / 2;
    Ridge ridge = layer(Ridge::Kind::Pines, std::min(mix(0.52f, 0.10f, near) + thick, 0.9f));
    const float base = horizon_ + low * (lake ? mix(0.02f, 0.16f, near) : mix(0.06f, 0.52f, near));
    shape_hill(ridge, s.frame, base, low * mix(0.16f, 0.22f, near), mix(1.8f, 1.1f, near),
               seed + 900u + static_cast<std::uint32_t>(i));
    plant_pines(ridge, s.frame, mix(0.022f, 0.07f, near), 1.1f,
                seed + 950u + static_cast<std::uint32_t>(i));
    ridge.foot = base + low * 0.45f;
    ridge.dark = mix(light.shade, tint_.partly(leaf, 0.8f), 0.22f);
    ridge.lit =
        mix(mix(light.shade, tint_.partly(leaf, 0.8f), 0.75f), light.sun, 0.12f * light.strength);
    ridge.shift = dice_.range(0, 5);
    ridge.grain = 1.6f;
    far_.push_back(std::move(ridge));
  }
  if (lake) shore_ = horizon_ + low * dice_.range(0.26f, 0.36f);
}

void Land::plan_dunes() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const float low = s.frame.h - horizon_;
  const Rgb sand = tint_.partly({.72f, .105f, dice_.range(55, 75)}, 0.9f);
  const std::uint32_t seed = dice_.next();
  Ridge mesa = layer(Ridge::Kind::Rock, 0.78f);
  shape_rock(mesa, s.frame, horizon_ - 0.01f, 0.11f, 2.2f, seed);
  mesa.foot = horizon_ + 0.05f;
  mesa.dark = light.shade;
  mesa.lit = mix(sand, light.sun, 0.3f);
  far_.push_back(std::move(mesa));
  const int count = 6;
  for (int i = 0; i < count; ++i) {
    const float near = static_cast<float>(i) / (count - 1);
    const float bend = near * near;
    Ridge ridge = layer(Ridge::Kind::Dune, mix(0.66f, 0.0f, near * (2 - near)));
    ridge.crest.resize(static_cast<std::size_t>(s.frame.size.width));
    const float base = horizon_ + low * mix(-0.02f, 0.62f, bend);
    const float height = mix(0.035f, 0.17f, near) * dice_.range(0.8f, 1.2f);
    const float scale = mix(2.4f, 0.85f, near);
    const float offset = dice_.range(0, 60);
    for (std::int32_t k = 0; k < s.frame.size.width; ++k) {
      const float x = (static_cast<float>(k) + 0.5f) / s.frame.unit * scale + offset;
      // A sharp crest on a smooth swell.
      const float n = noise1(x, seed + 40u);
      const float m = noise1(x * 0.53f + 9, seed + 41u);
      const float sharp = 1 - std::sqrt(n * n + 0.0006f);
      ridge.crest[static_cast<std::size_t>(k)] = base - height * (sharp * 0.9f - 0.6f + m * 0.7f);
    }
    settle(ridge);
    ridge.foot = base + height * 2.2f;
    ridge.fog = light.fog * 0.5f;
    ridge.dark = mix(light.shade, sand, 0.38f) * mix(0.95f, 0.75f, near);
    ridge.lit = mix(sand, light.sun, 0.35f * light.strength) * (0.35f + 0.65f * light.strength);
    ridge.shift = dice_.range(0, 7);
    ridge.grain = mix(1.7f, 0.8f, near);
    far_.push_back(std::move(ridge));
  }
}

// Something dark and close at the bottom, and whoever stands on it.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): a list of choices, in one order
void Land::plan_foreground() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const Brief& brief = s.brief;
  const bool animal = brief.has(Detail::Fox) || brief.has(Detail::Cat) || brief.has(Detail::Deer);
  const bool desert = brief.subject == Subject::Desert;
  const Rgb ink = mix(light.shade, Rgb{0, 0, 0}, 0.35f);
  if (!desert) {
    Ridge ridge = layer(Ridge::Kind::Pines, 0.0f);
    const float base = s.frame.h * (shore_ < s.frame.h ? 0.985f : 0.93f) - (animal ? 0.05f : 0.0f);
    shape_hill(ridge, s.frame, base, 0.05f, 1.3f, dice_.next());
    const float tall = dice_.range(0.13f, 0.24f);
    if (!animal) plant_pines(ridge, s.frame, tall, 0.5f, dice_.next());
    ridge.fog = 0.1f * light.fog;
    ridge.foot = s.frame.h + 0.1f;
    ridge.dark = ink;
    ridge.lit = mix(light.shade, light.haze, 0.14f);
    ridge.shift = 3.1f;
    near_.push_back(std::move(ridge));
  }
  if (animal) {
    const float x =
        s.frame.w * (light.sun_x < 0.5f ? dice_.range(0.56f, 0.7f) : dice_.range(0.3f, 0.44f));
    const std::vector<Ridge>& ground = near_.empty() ? far_ : near_;
    const std::size_t column = static_cast<std::size_t>(x * s.frame.unit);
    const Point at{x, ground.back().crest[column] + 0.006f};
    const Tint* own = brief.tint(Paints::Thing);
    const Rgb coat = own ? mix(to_rgb(own->ink), light.shade, 0.25f) : ink;
    const float tall = std::min(0.24f, s.frame.h * 0.26f);
    const bool flip = light.sun_x < 0.5f;
    const Outline shape = brief.has(Detail::Fox)   ? fox_outline()
                          : brief.has(Detail::Cat) ? cat_outline()
                                                   : deer_outline();
    figures_.push_back({placed(shape, at, tall, flip), coat, 1.0f});
  }
  if (brief.has(Detail::Birds) || (light.weather == Weather::Clear && dice_.chance(0.4f))) {
    const bool main = brief.has(Detail::Birds);
    const Point at{s.frame.w * dice_.range(0.3f, 0.7f), horizon_ * dice_.range(0.2f, 0.45f)};
    add_flock(figures_, dice_, at, main ? 0.085f : 0.024f, main ? 7 : 5 + dice_.below(4),
              mix(light.shade, light.middle, 0.2f));
  }
}

void Land::paint(Band& band, const Plate* echo) const {
  sky_.paint(band, studio_->frame.h);
  if (far_.empty() || band.y(band.rows - 1) > far_.front().highest) {
    paint_ridges(band, far_, *studio_);
  }
  if (shore_ < band.y(band.rows - 1)) paint_lake(band, echo);
  paint_ridges(band, near_, *studio_);
  paint_figures(band, figures_);
}

void Land::paint_lake(Band& band, const Plate* echo) const {
  const Studio& s = *studio_;
  const Rgb deep = tint_.partly({.30f, .06f, 235}, 0.8f);
  for (std::int32_t j = band.line(shore_); j < band.rows; ++j) {
    const float y = band.y(j);
    const float below = y - shore_;
    const float far = 1 / (below + 0.05f);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float wave = s.cloud.at(x * far * 0.05f, far * 0.9f) * 0.6f +
                         s.cloud.at(x * far * 0.19f + 0.3f, far * 3.1f) * 0.4f;
      const float calm = smooth(-0.05f, 0.28f, s.cloud.at(x * 0.17f + 0.6f, y * 1.1f));
      const float push = wave * (0.012f + below * 0.10f) * (0.25f + 0.75f * calm);
      Rgb colour = s.light.middle;
      if (echo) colour = echo->at(x + push * 0.35f, shore_ - below * 1.06f + push);
      colour = mix(colour, deep, 0.16f + 0.25f * clamp01(below * 1.4f));
      const float shore = smooth(0.012f, 0.0f, below);
      colour = mix(colour, s.light.haze, shore * 0.35f + calm * clamp01(wave) * 0.12f);
      row[i] = mix(row[i], colour, band.cover(below));
    }
  }
}

}  // namespace fluxweir::render
