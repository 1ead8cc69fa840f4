#include "render/space.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {

Space::Space(const Studio& studio) : studio_(&studio), tint_(studio.brief), dice_(studio.seed, 71) {
  const Frame& frame = studio.frame;
  const float hue = dice_.range(0, 360);
  const float second = hue + (dice_.chance(0.5f) ? 65.0f : 150.0f);
  gas_ = Ramp{tint_({.07f, .02f, hue}), tint_({.20f, .09f, hue}), tint_({.42f, .16f, hue + 15}),
              tint_({.66f, .16f, hue + 40}), tint_({.92f, .07f, hue + 60})};
  other_ = Ramp{tint_({.06f, .02f, second}), tint_({.22f, .08f, second}),
                tint_({.46f, .14f, second + 10}), tint_({.72f, .13f, second + 25}),
                tint_({.94f, .05f, second + 40})};
  drift_ = {dice_.range(0, 9), dice_.range(0, 9)};
  const float turn = dice_.range(0.55f, 0.95f);
  lamp_ = {cosine(turn), sine(turn)};
  spiral_ = studio.brief.has(Detail::Galaxy);
  core_ = {frame.w * dice_.range(0.42f, 0.58f), frame.h * dice_.range(0.42f, 0.56f)};
  lean_ = dice_.range(0.42f, 0.7f);
  turn_ = dice_.unit();
  plan_stars();
  plan_planets();
  plate_ = make_plate(frame, 900);
  for (std::int32_t j = 0; j < plate_.height; ++j) {
    for (std::int32_t i = 0; i < plate_.width; ++i) {
      const float x = (static_cast<float>(i) + 0.5f) / plate_.per_unit;
      const float y = (static_cast<float>(j) + 0.5f) / plate_.per_unit;
      plate_.pixels[static_cast<std::size_t>(j) * static_cast<std::size_t>(plate_.width) +
                    static_cast<std::size_t>(i)] = spiral_ ? galaxy(x, y) : nebula(x, y);
    }
  }
}

void Space::plan_stars() {
  const Frame& frame = studio_->frame;
  const int count = 1500;
  for (int i = 0; i < count; ++i) {
    const float x = dice_.range(0, frame.w);
    const float y = dice_.range(0, frame.h);
    const float rank = dice_.unit();
    const float square = rank * rank;
    const float bright = square * square * square;
    const float warm = dice_.unit();
    const Rgb colour = mix(Rgb{0.68f, 0.82f, 1.0f}, Rgb{1.0f, 0.84f, 0.66f}, warm);
    const bool cross = rank > 0.9955f;
    stars_.push_back({{x, y}, 0.0007f + 0.0016f * bright, colour * (0.10f + 1.1f * bright), cross});
  }
  std::sort(stars_.begin(), stars_.end(), [](const Star& p, const Star& q) {
    return p.at.y < q.at.y || (p.at.y == q.at.y && p.at.x < q.at.x);
  });
}

void Space::plan_planets() {
  const Frame& frame = studio_->frame;
  const bool asked = studio_->brief.has(Detail::Planet);
  if (!asked && (spiral_ || dice_.chance(0.35f))) return;
  const Tint* own = studio_->brief.tint(Paints::Thing);
  const float narrow = std::min(frame.w, frame.h);
  Planet main;
  main.radius = narrow * (asked ? dice_.range(0.24f, 0.31f) : dice_.range(0.15f, 0.24f));
  main.at = {frame.w * dice_.range(0.36f, 0.64f), frame.h * dice_.range(0.42f, 0.58f)};
  const float hue = own ? own->ink.h : dice_.range(0, 360);
  const float chroma = own ? std::min(own->ink.c, 0.16f) : dice_.range(0.05f, 0.12f);
  const auto tone = [&](float l, float c, float turn) {
    return own ? to_rgb(Ink{l, c, hue + turn}) : tint_.partly({l, c, hue + turn}, 0.8f);
  };
  main.bands = Ramp{tone(.36f, chroma, -10), tone(.62f, chroma, 8), tone(.80f, chroma * 0.7f, 25),
                    tone(.54f, chroma, -18), tone(.88f, chroma * 0.5f, 30)};
  main.air = tone(.80f, chroma * 1.1f, 20);
  main.tilt = dice_.range(-0.12f, 0.12f);
  main.shift = dice_.range(0, 5);
  main.gas = dice_.chance(0.7f);
  main.ring = dice_.chance(asked ? 0.6f : 0.4f);
  planets_.push_back(main);
  Planet moon = main;
  moon.radius = main.radius * dice_.range(0.10f, 0.2f);
  const float side = main.at.x > frame.w * 0.5f ? -1.0f : 1.0f;
  moon.at = {main.at.x + side * main.radius * dice_.range(1.5f, 1.9f),
             main.at.y - main.radius * dice_.range(0.55f, 1.0f)};
  moon.gas = false;
  moon.ring = false;
  moon.bands = Ramp{tint_({.34f, .015f, 260}), tint_({.66f, .02f, 80}), tint_({.5f, .02f, 80})};
  planets_.push_back(moon);
}

Rgb Space::nebula(float x, float y) const {
  const Tile& tile = studio_->cloud;
  const float u = x * 0.20f + drift_.x, v = y * 0.24f + drift_.y;
  const float p = tile.at(u, v), q = tile.at(u + 0.41f, v + 0.77f);
  const float a =
      tile.at(u + p * 0.16f, v + q * 0.16f) + 0.3f * tile.at(u * 3.1f + q * 0.2f, v * 3.1f);
  const float b = tile.at(u * 0.8f + 0.5f + q * 0.2f, v * 0.8f + 0.2f + p * 0.2f);
  // Bright veils along folds, dark dust across them.
  const float fold = 1 - clamp01((a < 0 ? -a : a) * 2.4f);
  const float dust = smooth(0.02f, 0.34f, tile.at(u * 1.7f + b * 0.12f, v * 1.7f + 0.3f));
  const float body = smooth(-0.32f, 0.48f, b);
  Rgb colour = gas_.at(0.06f + body * (0.30f + 0.58f * fold * fold));
  colour = colour + other_.at(smooth(0.0f, 0.6f, a) * (0.25f + 0.45f * body)) * 0.7f;
  return colour * (1 - 0.68f * dust);
}

Rgb Space::galaxy(float x, float y) const {
  const Tile& tile = studio_->cloud;
  const float c = cosine(turn_), s = sine(turn_);
  const float dx = x - core_.x, dy = y - core_.y;
  const float px = dx * c + dy * s, py = (dy * c - dx * s) / lean_;
  const float r = std::sqrt(px * px + py * py) + 1e-4f;
  // Arms wind up towards the core: the plane is turned by an angle that grows inwards.
  const float wind = 0.85f / (0.24f + r * 1.25f) + r * 0.3f;
  const float wc = cosine(wind), ws = sine(wind);
  const float ax = (px * wc - py * ws) / r, ay = (px * ws + py * wc) / r;
  const float cloud = tile.at(ax * r * 0.6f + drift_.x, ay * r * 0.6f + drift_.y);
  const float fine = tile.at(px * 0.9f + drift_.y, py * 0.9f + cloud * 0.1f);
  const float arms = ax * ax - ay * ay + cloud * 0.9f;  // cosine of twice the angle
  const float reach = 1 / (1 + r * r * 16);
  const float arm = smooth(-0.35f, 0.95f, arms) * clamp01(reach * 1.6f) * (0.75f + fine * 0.9f);
  const float dust = smooth(0.15f, 0.5f, fine + arms * 0.12f) * smooth(0.05f, 0.2f, r);
  const float heart = 1 / (1 + r * r * 420) + 0.38f / (1 + r * r * 60);
  Rgb colour = gas_.at(0.04f + 0.03f * cloud);
  colour = colour + other_.at(clamp01(arm * 0.82f)) * (clamp01(arm) * (1 - dust * 0.45f));
  colour = colour + gas_.at(0.75f) * (clamp01(arm * arm) * 0.35f);
  return colour + tint_.partly({.95f, .06f, 75}, 0.5f) * (heart * 0.95f);
}

void Space::paint_star(Band& band, const Star& star) const {
  const float reach = std::max(star.size, band.pixel * 0.75f) * 2;
  const float far = star.cross ? 0.03f : reach;
  if (star.at.y + far < band.y(0) || star.at.y - far > band.y(band.rows - 1)) return;
  glow(band, star.at, reach, star.light * 1.4f);
  if (!star.cross) return;
  glow(band, star.at, 0.014f, star.light * 0.35f);
  const float thin = std::max(0.0007f, band.pixel * 0.6f);
  for (int k = 0; k < 2; ++k) {
    const float w = k == 0 ? far : thin, h = k == 0 ? thin : far;
    const std::int32_t bottom = band.line(star.at.y + h), right = band.column(star.at.x + w);
    for (std::int32_t j = band.line(star.at.y - h); j < bottom; ++j) {
      for (std::int32_t i = band.column(star.at.x - w); i < right; ++i) {
        const float dx = (band.x(i) - star.at.x) / w, dy = (band.y(j) - star.at.y) / h;
        const float f = clamp01(1 - dx * dx) * clamp01(1 - dy * dy);
        band.row(j)[i] = band.row(j)[i] + star.light * (f * f * f * 0.5f);
      }
    }
  }
}

void Space::paint_planet(Band& band, const Planet& planet) const {
  const Tile& tile = studio_->cloud;
  const float reach = planet.radius * 1.16f;
  const std::int32_t bottom = band.line(planet.at.y + reach),
                     right = band.column(planet.at.x + reach);
  for (std::int32_t j = band.line(planet.at.y - reach); j < bottom; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(planet.at.x - reach); i < right; ++i) {
      const float nx = (band.x(i) - planet.at.x) / planet.radius,
                  ny = (band.y(j) - planet.at.y) / planet.radius;
      const float d = nx * nx + ny * ny;
      const float day = nx * lamp_.x * 0.78f + ny * lamp_.y * 0.78f;
      if (d > 1) {
        // Air seen from the side.
        const float out = std::sqrt(d) - 1;
        const float air = clamp01(1 - out / 0.16f);
        row[i] = row[i] + planet.air * (air * air * air * clamp01(day + 0.35f) *
                                        (planet.gas ? 0.35f : 0.08f));
      }
      const float cover = band.cover((1 - std::sqrt(d)) * planet.radius);
      if (cover <= 0) continue;
      const float nz = std::sqrt(std::max(0.0f, 1 - d));
      const float light = clamp01(day + nz * 0.52f);
      const float lat = ny + nx * planet.tilt;
      const float lon = nx / (0.35f + nz);
      float t;
      if (planet.gas) {
        const float swirl = tile.at(lon * 0.12f + planet.shift, lat * 0.9f) * 0.10f +
                            tile.at(lon * 0.4f, lat * 2.6f + planet.shift) * 0.03f;
        const float v = (lat + swirl) * 2.3f + planet.shift;
        t = 0.5f + 0.5f * noise1(v * 1.6f, 77) + 0.25f * noise1(v * 5.1f, 78);
      } else {
        t = 0.5f + 0.8f * tile.at(lon * 0.22f + planet.shift, lat * 0.3f) +
            0.25f * studio_->relief.at(lon * 0.6f, lat * 0.6f + planet.shift);
      }
      const float shade = light * light * (3 - 2 * light);
      Rgb colour = planet.bands.at(t) * (0.015f + 1.15f * shade);
      const float rim = 1 - nz;
      colour = colour +
               planet.air * (rim * rim * rim * clamp01(day + 0.25f) * (planet.gas ? 0.55f : 0.15f));
      row[i] = mix(row[i], colour, cover);
    }
  }
}

void Space::paint_ring(Band& band, const Planet& planet, bool front) const {
  constexpr float kFlat = 0.24f;
  const float outer = planet.radius * 2.25f, inner = planet.radius * 1.28f;
  const std::int32_t bottom = band.line(planet.at.y + outer * 0.7f),
                     right = band.column(planet.at.x + outer);
  const Rgb dust = mix(planet.air, tint_.partly({.85f, .05f, 75}, 0.6f), 0.5f);
  const float lean = planet.tilt * 1.6f + 0.2f;
  for (std::int32_t j = band.line(planet.at.y - outer * 0.7f); j < bottom; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(planet.at.x - outer); i < right; ++i) {
      const float dx = band.x(i) - planet.at.x;
      const float dy = (band.y(j) - planet.at.y + dx * lean) / kFlat;
      if ((dy > 0) != front) continue;
      const float r = std::sqrt(dx * dx + dy * dy);
      if (r < inner || r > outer) continue;
      const float t = (r - inner) / (outer - inner);
      const float groove = 0.62f + 0.38f * noise1(t * 15 + 3, 91) + 0.22f * noise1(t * 47, 92);
      const float gap = smooth(0.012f, 0.04f, t > 0.62f ? t - 0.62f : 0.62f - t);
      const float edge = smooth(0.0f, 0.06f, t) * smooth(1.0f, 0.86f, t);
      // The planet's own shadow falls over the part away from the light.
      const float away = -(dx * lamp_.x + dy * kFlat * lamp_.y);
      const float off = dx * lamp_.y - dy * kFlat * lamp_.x;
      const bool shadow = away > 0 && off * off < planet.radius * planet.radius;
      row[i] = mix(row[i], dust * (shadow ? 0.04f : 0.85f), clamp01(groove) * gap * edge * 0.75f);
    }
  }
}

void Space::paint(Band& band, const Plate*) const {
  std::vector<Rgb> line;
  for (std::int32_t j = 0; j < band.rows; ++j) {
    plate_.row_at(band.y(j), line);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) row[i] = plate_.along(line, band.x(i));
  }
  for (const Star& star : stars_) paint_star(band, star);
  for (const Planet& planet : planets_) {
    if (planet.ring) paint_ring(band, planet, false);
    paint_planet(band, planet);
    if (planet.ring) paint_ring(band, planet, true);
  }
}

}  // namespace fluxweir::render
