#include "render/city.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

float ground_for(const Studio& studio) {
  Dice dice(studio.seed, 61);
  return studio.frame.h * dice.range(0.66f, 0.74f);
}

}  // namespace

City::City(const Studio& studio)
    : studio_(&studio),
      ground_(ground_for(studio)),
      street_(studio.brief.has(Detail::Street)),
      sky_(studio, ground_),
      tint_(studio.brief),
      dice_(studio.seed, 62) {
  const int rows = street_ ? 5 : 4;
  for (int i = 0; i < rows; ++i) {
    plan_row(1 - static_cast<float>(i) / static_cast<float>(rows - 1), i);
  }
}

// One row of houses side by side; `depth` is 1 for the farthest.
// NOLINTNEXTLINE(readability-function-cognitive-complexity): a list of choices, in one order
void City::plan_row(float depth, int index) {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const bool dark = light.hour == Hour::Night || light.hour == Hour::Dusk;
  const float evening = light.hour == Hour::Sunset || light.weather == Weather::Rain ? 0.6f : 0.12f;
  Row row;
  row.haze = mix(0.05f, 0.80f, depth) * mix(0.85f, 1.1f, light.fog);
  row.foot = street_ ? mix(s.frame.h * 0.90f, ground_, depth) : ground_;
  const float middle = s.frame.w * 0.5f;
  const float gap = street_ ? mix(0.27f, 0.035f, depth) * s.frame.w : 0.0f;
  const float size = mix(street_ ? 0.20f : 0.10f, 0.055f, depth);
  const float reach = ground_ * (street_ ? mix(1.15f, 0.42f, depth) : mix(0.52f, 0.74f, depth));
  const float skew = dice_.range(0.3f, 0.7f) * s.frame.w;
  for (float x = -size; x < s.frame.w + size;) {
    Building b;
    const float width = size * dice_.range(0.55f, 1.35f);
    b.left = x;
    b.right = x + width;
    x = b.right + (dice_.chance(0.2f) ? size * 0.2f : 0.0f);
    const float off = (b.left + width * 0.5f - skew) / (s.frame.w * 0.42f);
    const float hub = 1 / (1 + off * off * 1.6f);  // taller around the centre of town
    const float chance = dice_.unit();
    const float low = dice_.unit();
    float tall = reach * (0.24f + 0.55f * hub * (0.35f + 0.65f * chance) + 0.12f * low);
    if (street_) tall = reach * (0.70f + 0.45f * chance);
    b.top = row.foot - tall;
    b.seed = dice_.next();
    b.crown = dice_.below(4);
    b.cell_x = mix(0.0088f, 0.0052f, depth) * dice_.range(0.85f, 1.25f) * (street_ ? 1.5f : 1.0f);
    b.cell_y = b.cell_x * dice_.range(1.15f, 1.6f);
    b.lights = (dark ? dice_.range(0.22f, 0.62f) : evening * dice_.range(0.3f, 1.0f));
    const Rgb stone = tint_.partly({dice_.range(.34f, .52f), .035f, dice_.range(210, 300)}, 0.9f);
    b.wall = mix(light.shade, stone, dark ? 0.16f : 0.55f);
    b.wall_low = mix(b.wall, light.haze, 0.2f);
    const float warm = dice_.unit();
    b.lamp = warm < 0.8f ? tint_.partly({.86f, .10f, dice_.range(65, 90)}, 0.35f)
                         : tint_.partly({.86f, .07f, dice_.range(190, 250)}, 0.35f);
    if (gap > 0 && b.right > middle - gap && b.left < middle + gap) continue;
    row.buildings.push_back(b);
    if (street_ && index >= 2 && dark && dice_.chance(0.55f)) {
      constexpr float kHues[] = {350, 200, 320, 60, 170, 290};
      const bool left = b.right < middle;
      const Rgb neon = tint_.partly({.72f, .22f, kHues[dice_.below(6)]}, 0.7f);
      const float w = dice_.range(0.012f, 0.03f), h = dice_.range(0.05f, 0.13f);
      const float y = row.foot - dice_.range(0.14f, 0.34f);
      signs_.push_back({{left ? b.right - w * 0.3f : b.left - w * 0.7f, y}, w, h, neon});
    }
  }
  rows_.push_back(std::move(row));
}

Rgb City::facade(const Building& b, const Row& row, float pixel, float x, float y) const {
  const Light& light = studio_->light;
  const float low = clamp01((y - b.top) / (row.foot - b.top));
  Rgb colour = mix(b.wall, b.wall_low, low * low);
  const float turn = (x - b.left) / (b.right - b.left);
  const bool right = light.sun_x > 0.5f;
  const float facing = right ? turn : 1 - turn;
  colour = mix(colour, light.sun, facing * 0.13f * light.strength * (1 - low * 0.6f));
  const float cx = (x - b.left) / b.cell_x, cy = (y - b.top) / b.cell_y;
  const std::int32_t ix = floor_of(cx), iy = floor_of(cy);
  const float fx = cx - static_cast<float>(ix), fy = cy - static_cast<float>(iy);
  const float inside_x = 0.34f - (fx > 0.5f ? fx - 0.5f : 0.5f - fx);
  const float inside_y = 0.32f - (fy > 0.5f ? fy - 0.5f : 0.5f - fy);
  const float pane =
      clamp01(inside_x * b.cell_x / pixel + 0.5f) * clamp01(inside_y * b.cell_y / pixel + 0.5f);
  if (pane > 0 && iy > 0) {
    const std::uint32_t h =
        hash(static_cast<std::uint32_t>(ix), static_cast<std::uint32_t>(iy), b.seed);
    // Whole floors tend to be lit together.
    const float floor_bias =
        unit_of(hash(3, static_cast<std::uint32_t>(iy), b.seed)) * 0.5f - 0.25f;
    if (unit_of(h) < b.lights + floor_bias * b.lights) {
      const float bright = 0.45f + 0.9f * unit_of(hash(h, 5, 6));
      colour = mix(colour, b.lamp * bright, pane * 0.95f);
    } else {
      colour = mix(colour, mix(light.middle, light.shade, 0.55f), pane * 0.35f);
    }
  }
  const float mist = clamp01(row.haze + (1 - row.haze) * low * low * (0.12f + 0.5f * light.fog));
  return mix(colour, mix(light.haze, light.horizon, row.haze * 0.6f), mist);
}

void City::paint_building(Band& band, const Building& b, const Row& row) const {
  const float width = b.right - b.left;
  const float crown = b.crown == 0 ? 0.0f : width * (b.crown == 2 ? 0.9f : 0.35f);
  const std::int32_t end = band.line(row.foot);
  const std::int32_t right = std::min(band.column(b.right) + 1, band.width);
  for (std::int32_t j = band.line(b.top - crown - band.pixel); j < end; ++j) {
    const float y = band.y(j);
    float left_edge = b.left, right_edge = b.right, top = b.top;
    if (y < b.top && b.crown == 1) {
      left_edge += width * 0.2f, right_edge -= width * 0.2f, top -= crown;
    } else if (y < b.top && b.crown == 2) {
      left_edge += width * 0.485f, right_edge -= width * 0.485f, top -= crown;
    }
    Rgb* out = band.row(j);
    for (std::int32_t i = std::max(band.column(b.left) - 1, 0); i < right; ++i) {
      const float x = band.x(i);
      float roof = top;
      if (b.crown == 3) roof -= crown * (b.seed % 2 == 0 ? x - b.left : b.right - x) / width;
      const float inside = std::min(x - left_edge, right_edge - x);
      const float cover = band.cover(inside) * band.cover(y - roof);
      if (cover <= 0) continue;
      out[i] = mix(out[i], facade(b, row, band.pixel, x, y), cover);
    }
  }
  if (b.crown == 2 && studio_->light.stars > 0) {
    glow(band, {b.left + width * 0.5f, b.top - crown}, 0.006f,
         Rgb{0.9f, 0.08f, 0.05f} * (1 - row.haze));
  }
}

void City::paint(Band& band, const Plate* echo) const {
  sky_.paint(band, studio_->frame.h);
  // Houses stand on the street; water begins in front of them.
  if (street_) paint_ground(band, echo);
  for (const Row& row : rows_) {
    if (band.y(0) > row.foot) continue;
    for (const Building& building : row.buildings) paint_building(band, building, row);
  }
  if (!street_) paint_ground(band, echo);
  paint_signs(band);
}

// Water or wet asphalt: the picture mirrored, drawn out downwards.
void City::paint_ground(Band& band, const Plate* echo) const {
  const Studio& s = *studio_;
  const Light& light = s.light;
  const Rgb deep = mix(light.shade, tint_.partly({.20f, .05f, 250}, 0.9f), 0.5f) * 0.7f;
  for (std::int32_t j = band.line(ground_ - band.pixel); j < band.rows; ++j) {
    const float y = band.y(j);
    const float below = std::max(y - ground_, 0.0f);
    const float far = 1 / (below + 0.05f);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float u = (x - s.frame.w * 0.5f) * far;
      const float wave = s.cloud.at(u * 0.10f, far * 1.1f) * 0.6f +
                         s.cloud.at(u * 0.33f + 0.4f, far * 3.7f) * 0.5f;
      const float push = wave * (0.012f + 0.12f * below);
      Rgb glass = mix(light.horizon, deep, 0.5f);
      if (echo != nullptr) {
        const float up = ground_ - 0.004f - below * 1.05f + push;
        glass = mix(echo->at(x + push * 0.3f, up), echo->at(x - push * 0.2f, up - 0.05f), 0.4f);
      }
      const float hold =
          street_ ? 0.42f + 0.3f * smooth(-0.1f, 0.3f, s.cloud.at(u * 0.07f, far * 0.3f)) : 0.22f;
      Rgb colour = mix(glass, deep, hold + clamp01(below) * 0.3f);
      colour = colour + light.sun * (clamp01(wave) * 0.02f);
      row[i] = mix(row[i], colour, band.cover(y - ground_));
    }
  }
}

void City::paint_signs(Band& band) const {
  for (const Sign& sign : signs_) {
    const Outline box = {{sign.at.x, sign.at.y},
                         {sign.at.x + sign.w, sign.at.y},
                         {sign.at.x + sign.w, sign.at.y + sign.h},
                         {sign.at.x, sign.at.y + sign.h}};
    fill(band, box, sign.light * 1.3f, 0.9f);
    for (int k = 0; k < 4; ++k) {
      const float y = sign.at.y + sign.h * (0.10f + 0.22f * static_cast<float>(k));
      const float inset = sign.w * 0.22f;
      fill(band,
           {{sign.at.x + inset, y},
            {sign.at.x + sign.w - inset, y},
            {sign.at.x + sign.w - inset, y + sign.h * 0.12f},
            {sign.at.x + inset, y + sign.h * 0.12f}},
           Rgb{1.2f, 1.2f, 1.2f}, 0.75f);
    }
    glow(band, {sign.at.x + sign.w * 0.5f, sign.at.y + sign.h * 0.5f}, sign.h * 1.5f,
         sign.light * 0.28f);
  }
}

}  // namespace fluxweir::render
