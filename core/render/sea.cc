#include "render/sea.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

float horizon_for(const Studio& studio) {
  Dice dice(studio.seed, 51);
  return studio.frame.h * dice.range(0.46f, 0.60f);
}

}  // namespace

Sea::Sea(const Studio& studio)
    : studio_(&studio),
      horizon_(horizon_for(studio)),
      sky_(studio, horizon_),
      tint_(studio.brief, Paints::Water),
      dice_(studio.seed, 52) {
  const Light& light = studio.light;
  const Rgb blue = tint_.partly({.40f, .085f, dice_.range(215, 245)}, 0.9f);
  deep_ = mix(blue, light.shade, light.hour == Hour::Night ? 0.7f : 0.30f);
  shallow_ = mix(tint_.partly({.66f, .09f, 195}, 0.9f), light.middle, 0.3f);
  sand_ =
      mix(tint_.partly({.76f, .065f, 75}, 0.6f), light.sun, 0.2f) * (0.3f + 0.6f * light.strength);
  const Brief& brief = studio.brief;
  if (brief.has(Detail::Beach)) beach_ = mix(horizon_, studio.frame.h, dice_.range(0.52f, 0.66f));
  plan_land();
  if (brief.has(Detail::Lighthouse)) plan_lighthouse();
  plan_boats();
}

// Pale headlands on the horizon and, without a beach, dark rocks in a near corner.
void Sea::plan_land() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const int count = s.brief.has(Detail::Island) ? 3 : 1 + dice_.below(2);
  for (int i = 0; i < count; ++i) {
    Ridge ridge;
    ridge.kind = Ridge::Kind::Rock;
    ridge.distance = std::min(0.8f - 0.16f * static_cast<float>(i) + light.fog * 0.15f, 0.95f);
    ridge.mist = mix(light.haze, light.horizon, 0.5f);
    const float tall = 0.10f + 0.05f * static_cast<float>(i);
    shape_rock(ridge, s.frame, horizon_, tall, 2.1f, dice_.next());
    // Land rises from the sea at one side only.
    const float from = dice_.range(0.1f, 0.6f) * s.frame.w;
    const float side = dice_.chance(0.5f) ? 1.0f : -1.0f;
    for (std::size_t k = 0; k < ridge.crest.size(); ++k) {
      const float x = (static_cast<float>(k) + 0.5f) / s.frame.unit;
      const float on = smooth(0.0f, 0.5f, (x - from) * side);
      ridge.crest[k] = horizon_ + 0.004f - (horizon_ - ridge.crest[k] + 0.02f) * on;
    }
    settle(ridge);
    ridge.foot = horizon_;
    ridge.fog = light.fog;
    ridge.dark = light.shade;
    ridge.lit = mix(mix(light.shade, light.haze, 0.35f), light.sun, 0.25f * light.strength);
    ridge.from_right = light.sun_x > 0.5f;
    ridge.shift = dice_.range(0, 5);
    far_.push_back(std::move(ridge));
  }
}

void Sea::plan_lighthouse() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const bool right = light.sun_x < 0.5f;
  const float at = s.frame.w * (right ? dice_.range(0.68f, 0.78f) : dice_.range(0.22f, 0.32f));
  Ridge cliff;
  cliff.kind = Ridge::Kind::Rock;
  cliff.crest.resize(static_cast<std::size_t>(s.frame.size.width));
  const std::uint32_t seed = dice_.next();
  const float low = s.frame.h - horizon_;
  const float top = horizon_ + low * 0.16f;
  for (std::size_t k = 0; k < cliff.crest.size(); ++k) {
    const float x = (static_cast<float>(k) + 0.5f) / s.frame.unit;
    const float inland = (right ? x - at : at - x) / s.frame.w;  // grows towards the edge
    const float rise =
        smooth(-0.34f, -0.05f, inland) * 0.75f + smooth(-0.12f, 0.0f, inland) * 0.25f;
    const float rough =
        fbm1(x * 7, seed, 6, 0.55f) * 0.022f * smooth(0.03f, 0.09f, inland < 0 ? -inland : inland);
    cliff.crest[k] =
        mix(s.frame.h * 1.02f, top, rise) - rough * 1.5f + 0.012f * smooth(0.02f, 0.3f, inland);
  }
  settle(cliff);
  cliff.foot = s.frame.h * 1.1f;
  cliff.fog = 0.25f * light.fog;
  cliff.mist = light.haze;
  cliff.distance = light.weather == Weather::Fog ? 0.3f : 0.06f;
  cliff.dark = light.shade * 0.7f;
  cliff.lit = mix(mix(light.shade, tint_.partly({.50f, .05f, 80}, 0.4f), 0.5f), light.sun,
                  0.16f * light.strength);
  cliff.from_right = light.sun_x > 0.5f;
  cliff.grain = 2.6f;
  near_.push_back(std::move(cliff));
  plan_tower(at, top);
}

// The lighthouse on the cliff, in parts one unit tall; x = 0 is the middle of the tower.
void Sea::plan_tower(float at, float top) {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const float tall = std::min(0.34f, top * 0.72f);
  const float veil = light.weather == Weather::Fog ? 0.3f : 0.08f;
  const Tint* own = s.brief.tint(Paints::Thing);
  const Rgb day = mix(light.horizon, light.sun, 0.5f) * (0.35f + 0.65f * light.strength);
  const auto part = [&](Rgb colour, const Outline& shape) {
    tower_.push_back(
        {placed(shape, {at, top + 0.012f}, tall), mix(colour * day, light.haze, veil), 1});
  };
  const auto slab = [](float low_y, float high_y) {
    // The tower tapers: 0.095 wide at its foot, 0.06 below the gallery at 0.78.
    const auto half = [](float y) { return 0.095f - 0.045f * y; };
    return Outline{{-half(low_y), -low_y},
                   {half(low_y), -low_y},
                   {half(high_y), -high_y},
                   {-half(high_y), -high_y}};
  };
  const auto box = [](float x, float w, float low_y, float high_y) {
    return Outline{{x, -low_y}, {x + w, -low_y}, {x + w, -high_y}, {x, -high_y}};
  };
  const Rgb white = to_rgb(Ink{.95f, .012f, 85});
  const Rgb band = own ? to_rgb(own->ink) : to_rgb(Ink{.55f, .20f, 27});
  const bool plain = own != nullptr && own->neutral;
  for (int i = 0; i < 5; ++i) {
    const float y = static_cast<float>(i) * 0.156f;
    part((i % 2 == 0) != plain ? band : white, slab(y, y + 0.157f));
  }
  part(white * 0.75f, box(0.13f, 0.30f, -0.02f, 0.12f));  // house
  part(band * 0.8f,
       {{0.11f, -0.12f}, {0.45f, -0.12f}, {0.39f, -0.22f}, {0.17f, -0.22f}});  // its roof
  part(to_rgb(Ink{.25f, .01f, 270}), box(-0.085f, 0.17f, 0.78f, 0.805f));
  part(to_rgb(Ink{.30f, .01f, 270}), box(-0.048f, 0.096f, 0.805f, 0.90f));
  part(band * 0.8f, curve_through({{-0.062f, -0.90f},
                                   {0.062f, -0.90f},
                                   {0.035f, -0.955f},
                                   {0.0f, -1.0f},
                                   {-0.035f, -0.955f}},
                                  3));
  // Shade on the side away from the sun.
  const float far_side = light.sun_x < 0.5f ? 1.0f : -1.0f;
  Outline shadow = {{0.01f * far_side, 0.0f},
                    {0.095f * far_side, 0.0f},
                    {0.060f * far_side, -0.78f},
                    {0.008f * far_side, -0.78f}};
  tower_.push_back({placed(shadow, {at, top + 0.012f}, tall), light.shade, 0.42f});
  lamp_ = {at, top + 0.012f - tall * 0.852f};
  lamp_size_ = tall;
}

void Sea::plan_boats() {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const bool asked = s.brief.has(Detail::Boat);
  if (!asked && !dice_.chance(0.35f)) return;
  const int count = asked ? 1 + dice_.below(2) : 1;
  for (int i = 0; i < count; ++i) {
    const float size = asked && i == 0 ? std::min(0.27f, s.frame.w * 0.26f) : 0.07f;
    const float x =
        s.frame.w * (asked && i == 0 ? dice_.range(0.36f, 0.62f) : dice_.range(0.15f, 0.85f));
    const float y = horizon_ + (asked && i == 0 ? (s.frame.h - horizon_) * 0.26f : 0.012f);
    const Tint* own = s.brief.tint(Paints::Thing);
    const Rgb day = mix(light.horizon, light.sun, 0.5f) * (0.3f + 0.7f * light.strength);
    // Against a bright sky a sail is seen from its shaded side.
    const bool bright = luma(light.horizon) > 0.45f;
    const Rgb plain = mix(to_rgb(Ink{.95f, .025f, 80}) * day, light.shade, bright ? 0.42f : 0.0f);
    const Rgb cloth = own ? mix(to_rgb(own->ink) * day, light.shade, 0.12f) : plain;
    const bool flip = dice_.chance(0.5f);
    const float veil = light.fog * (i == 0 && asked ? 0.12f : 0.5f);
    const auto part = [&](const Outline& shape, Rgb colour) {
      afloat_.push_back({placed(shape, {x, y}, size, flip), mix(colour, light.haze, veil), 1});
    };
    part({{0.045f, -1.02f}, {0.06f, -1.02f}, {0.062f, -0.06f}, {0.04f, -0.06f}}, light.shade);
    part(sail_outline(), cloth);
    part(jib_outline(), cloth * 0.78f);
    part(hull_outline(), mix(light.shade, cloth, 0.12f));
  }
  if (s.brief.has(Detail::Birds) || dice_.chance(0.3f)) {
    const Point at{s.frame.w * dice_.range(0.3f, 0.7f), horizon_ * dice_.range(0.25f, 0.6f)};
    add_flock(afloat_, dice_, at, s.brief.has(Detail::Birds) ? 0.07f : 0.02f, 5,
              mix(light.shade, light.middle, 0.3f));
  }
}

void Sea::paint(Band& band, const Plate* echo) const {
  sky_.paint(band, horizon_ + 0.02f);
  if (band.y(band.rows - 1) > horizon_ - 0.35f && band.y(0) < horizon_ + 0.03f) {
    paint_ridges(band, far_, *studio_);
  }
  paint_water(band, echo);
  paint_figures(band, afloat_);
  paint_ridges(band, near_, *studio_);
  paint_figures(band, tower_);
  if (lamp_size_ > 0) paint_lamp(band);
}

Rgb Sea::water(const Plate* echo, float x, float y, float below) const {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const Point sun = sky_.sun();
  const float far = 1 / (below + 0.022f);
  // Three trains of waves; the fine one fades with distance, where it would only flicker.
  const float u = (x - s.frame.w * 0.5f) * far;
  const float broad = s.cloud.at(u * 0.028f + 0.2f, far * 0.23f);
  const float swell = s.cloud.at(u * 0.075f + broad * 0.02f, far * 0.74f + 0.3f);
  const float chop = s.cloud.at(u * 0.24f + 0.7f, far * 1.9f);
  const float near = smooth(0.0f, 0.30f, below);
  const float wave = broad * 0.45f + swell * 0.75f + chop * (0.25f + 0.55f * near);
  const float mirror_y = horizon_ - below * 0.85f + wave * (0.03f + 0.24f * below) - 0.02f;
  Rgb glass = mix(light.horizon, light.middle, clamp01(below * 2.2f));
  if (echo != nullptr) glass = echo->at(x + chop * 0.02f, std::min(mirror_y, horizon_ - 0.004f));
  const float fresnel = clamp01(0.86f - below * 1.25f - wave * 0.55f);
  Rgb colour = mix(mix(deep_, shallow_, clamp01(0.25f + wave * 0.8f) * 0.55f), glass,
                   0.15f + 0.75f * fresnel);
  // Glitter under the sun: wider towards us, sparkling where waves lean the right way.
  const float width = 0.035f + below * 0.42f;
  const float dx = (x - sun.x) / width;
  const float path = 1 / (1 + dx * dx * 2.2f);
  const float spark = smooth(0.16f, 0.62f, swell * 0.55f + chop * 0.75f + path * 0.42f - 0.12f);
  const float shine = path * path * spark * (light.disc > 0 ? 1.0f : 0.22f) * light.strength;
  colour = colour + light.sun * (shine * (light.hour == Hour::Noon ? 0.6f : 1.05f));
  const float mist = light.fog * smooth(0.10f, 0.0f, below);
  (void)y;
  return mix(colour, mix(light.haze, light.horizon, 0.5f), mist * 0.75f);
}

void Sea::paint_water(Band& band, const Plate* echo) const {
  const float start = horizon_;
  for (std::int32_t j = band.line(start - band.pixel); j < band.rows; ++j) {
    const float y = band.y(j);
    const float below = std::max(y - horizon_, 0.0f);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      row[i] = mix(row[i], water(echo, x, y, below), band.cover(y - horizon_));
    }
  }
  if (beach_ < band.y(band.rows - 1) + 0.1f) paint_beach(band, echo);
}

// Wet sand mirrors the sky just below the last foam; older foam lies higher up the water.
void Sea::paint_beach(Band& band, const Plate* echo) const {
  const Studio& s = *studio_;
  for (std::int32_t j = band.line(beach_ - 0.16f); j < band.rows; ++j) {
    const float y = band.y(j);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float slant = (x / s.frame.w - 0.5f) * (s.light.sun_x < 0.5f ? 0.16f : -0.16f);
      const float edge = beach_ + slant + s.cloud.at(x * 0.33f + 0.2f, 0.4f) * 0.075f +
                         s.cloud.at(x * 1.3f, 0.7f) * 0.010f;
      const float in = y - edge;
      const float foam_noise =
          s.cloud.at(x * 2.1f, y * 3.4f) * 0.5f + s.cloud.at(x * 5.3f, y * 7.9f) * 0.4f;
      const float grain = unit_of(
          hash(static_cast<std::uint32_t>(x * 1400), static_cast<std::uint32_t>(y * 1400), 7));
      const float ripple = s.cloud.at(x * 0.9f, y * 3.1f) * 0.10f;
      Rgb sand = sand_ * (0.9f + ripple + (grain - 0.5f) * 0.07f);
      const float wet = smooth(0.17f, 0.0f, in);
      Rgb sheen = s.light.horizon;
      if (echo != nullptr) sheen = echo->at(x, horizon_ - (y - horizon_) * 0.7f);
      sand = mix(sand, mix(sand * 0.55f, sheen, 0.45f), wet);
      row[i] = mix(row[i], sand, smooth(-0.012f, 0.004f, in));
      const float rim = smooth(0.022f, 0.004f, in < 0 ? -in : in);
      const float second = in + 0.062f + s.cloud.at(x * 0.5f + 0.5f, 0.1f) * 0.03f;
      const float wash = smooth(0.030f, 0.0f, second < 0 ? -second : second) * 0.55f;
      const float foam = clamp01(std::max(rim, wash) * 1.2f + foam_noise * 0.9f - 0.38f);
      const Rgb white = mix(s.light.horizon, s.light.sun, 0.5f) * (0.35f + 0.6f * s.light.strength);
      row[i] = mix(row[i], white, foam * 0.85f);
    }
  }
}

void Sea::paint_lamp(Band& band) const {
  const Light& light = studio_->light;
  const bool lit =
      light.strength < 0.7f || light.hour == Hour::Sunset || light.weather == Weather::Fog;
  const Rgb flame{1.0f, 0.82f, 0.5f};
  disc(band, lamp_, lamp_size_ * 0.028f, 0.003f, flame * (lit ? 1.7f : 0.8f), 1);
  if (!lit) return;
  glow(band, lamp_, lamp_size_ * 0.55f, flame * 0.4f);
  // One beam out to sea.
  const float side = lamp_.x > studio_->frame.w * 0.5f ? -1.0f : 1.0f;
  const float reach = studio_->frame.w * 0.75f;
  const std::int32_t end = band.line(lamp_.y + reach * 0.2f);
  for (std::int32_t j = band.line(lamp_.y - reach * 0.3f); j < end; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float along = (band.x(i) - lamp_.x) * side;
      if (along <= 0 || along > reach) continue;
      const float off = band.y(j) - lamp_.y + along * 0.07f;
      const float across = off / (0.010f + along * 0.055f);
      const float f = clamp01(1 - across * across);
      const float fade = 1 - along / reach;
      row[i] = row[i] + flame * (f * f * fade * fade * 0.34f);
    }
  }
}

}  // namespace fluxweir::render
