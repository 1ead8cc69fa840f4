#include "render/sky.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {

Sky::Sky(const Studio& studio, float horizon) : horizon_(horizon), light_(studio.light) {
  const Light& light = studio.light;
  Dice dice(studio.seed, 11);
  sun_ = {light.sun_x * studio.frame.w, horizon * (1 - light.sun_lift)};
  ramp_ = Ramp{light.zenith, mix(light.zenith, light.middle, 0.55f), light.middle,
               mix(light.middle, light.horizon, 0.6f), light.horizon};
  drift_x_ = dice.range(0, 8);
  drift_y_ = dice.range(0, 8);
  stretch_ = dice.range(0.75f, 1.3f);
  plate_ = make_plate(studio.frame, 640);
  for (std::int32_t j = 0; j < plate_.height; ++j) {
    const float y = (static_cast<float>(j) + 0.5f) / plate_.per_unit;
    if (y > horizon + 0.06f && j > 1) break;
    for (std::int32_t i = 0; i < plate_.width; ++i) {
      const float x = (static_cast<float>(i) + 0.5f) / plate_.per_unit;
      plate_.pixels[static_cast<std::size_t>(j) * static_cast<std::size_t>(plate_.width) +
                    static_cast<std::size_t>(i)] = shade(studio, x, y);
    }
  }
  scatter_stars(studio);
}

Rgb Sky::shade(const Studio& studio, float x, float y) const {
  const float t = clamp01(y / horizon_);
  Rgb colour = ramp_.at(t * t * 0.45f + t * 0.55f);
  // A wide and a narrow glow around the sun.
  const float dx = x - sun_.x;
  const float dy = (y - sun_.y) * 1.15f;
  const float d = dx * dx + dy * dy;
  const float wide = 1 / (1 + d * 9);
  const float tight = 1 / (1 + d * 160);
  const float k = light_.strength * (light_.disc > 0 ? 1.0f : 0.45f);
  colour = mix(colour, mix(light_.horizon, light_.sun, 0.35f), wide * wide * 0.62f * k);
  colour = colour + light_.sun * (tight * tight * 0.55f * k);
  return clouds(studio, colour, x, y);
}

// Clouds lie on a plane overhead, so that they flatten towards the horizon; thin ones glow, thick
// ones show a dark belly and a rim on the sun's side.
Rgb Sky::clouds(const Studio& studio, Rgb under, float x, float y) const {
  if (light_.clouds < 0.03f) return under;
  const float up = clamp01(1 - y / horizon_);
  const float far = 1 / (up + 0.22f);
  const float u = (x - studio.frame.w * 0.5f) * far * 0.17f * stretch_ + drift_x_;
  const float v = far * 0.62f + drift_y_;
  const Tile& tile = studio.cloud;
  const float warp = tile.at(u * 0.5f + 0.31f, v * 0.5f);
  const auto density = [&](float px, float py) {
    return tile.at(px + warp * 0.09f, py + warp * 0.05f) +
           0.22f * tile.at(px * 3.7f + 0.5f, py * 3.7f + warp * 0.2f);
  };
  const float here = density(u, v);
  const float limit = mix(0.34f, -0.42f, light_.clouds);
  const float cover = smooth(limit, limit + 0.42f, here);
  if (cover <= 0) return under;
  const float side = (sun_.x - x) * 0.05f;
  const float low = (sun_.y - y) * 0.05f;
  const float toward = density(u + side * 0.5f, v - low * 0.4f + 0.012f);
  const float lit = clamp01(0.5f + (here - toward) * 2.6f);
  const float thick = smooth(limit + 0.12f, limit + 0.75f, here);
  const float dx = x - sun_.x, dy = y - sun_.y;
  const float near_sun = 1 / (1 + (dx * dx + dy * dy) * 7);
  Rgb colour = mix(light_.cloud_lit, light_.cloud_dark, clamp01(thick * 1.05f - lit * 0.35f));
  colour = mix(colour, light_.sun, clamp01(lit * near_sun * 0.8f * light_.strength));
  const float edge_fade = smooth(0.0f, 0.13f, up);
  return mix(under, colour, cover * (0.35f + 0.55f * light_.clouds) * (0.35f + 0.65f * edge_fade));
}

void Sky::scatter_stars(const Studio& studio) {
  if (light_.stars <= 0) return;
  Dice dice(studio.seed, 12);
  const int count = static_cast<int>(520 * light_.stars * studio.frame.w * horizon_ / 0.5f);
  for (int i = 0; i < count; ++i) {
    const float x = dice.range(0, studio.frame.w);
    const float up = dice.unit();
    const float y = horizon_ * (1 - up) * 0.98f;
    const float rank = dice.unit();
    const float cube = rank * rank * rank;
    const float bright = cube * cube * rank;
    const float warm = dice.unit();
    const Rgb colour = mix(Rgb{0.75f, 0.85f, 1.0f}, Rgb{1.0f, 0.86f, 0.7f}, warm * warm);
    const float dim = light_.stars * smooth(0.02f, 0.5f, up) * (0.10f + 1.1f * bright);
    stars_.push_back({{x, y}, 0.0005f + 0.0012f * bright, colour * dim});
  }
  std::sort(stars_.begin(), stars_.end(), [](const Star& p, const Star& q) {
    return p.at.y < q.at.y || (p.at.y == q.at.y && p.at.x < q.at.x);
  });
}

void Sky::paint(Band& band, float until) const {
  const std::int32_t end = band.line(until);
  std::vector<Rgb> line;
  for (std::int32_t j = 0; j < end; ++j) {
    const float y = band.y(j);
    plate_.row_at(y, line);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) row[i] = plate_.along(line, band.x(i));
  }
  if (end == 0) return;
  for (const Star& star : stars_) {
    const float reach = std::max(star.size, band.pixel * 0.8f) * 2;
    if (star.at.y + reach < band.y(0) || star.at.y - reach > band.y(band.rows - 1)) continue;
    // Energy stays the same when a star is narrower than a pixel.
    const float share = std::min(1.0f, star.size * star.size * 4 / (reach * reach));
    glow(band, star.at, reach, star.light * (0.4f + 1.6f * share));
  }
  paint_disc(band);
}

void Sky::paint_disc(Band& band) const {
  if (light_.disc <= 0) return;
  if (sun_.y + light_.disc * 3 < band.y(0)) return;
  if (sun_.y - light_.disc * 3 > band.y(band.rows - 1)) return;
  const float veil = light_.weather == Weather::Fog ? 0.55f : 1.0f;
  const bool night = light_.hour == Hour::Night;
  glow(band, sun_, light_.disc * 3.2f, light_.sun * (night ? 0.16f : 0.4f * veil));
  disc(band, sun_, light_.disc, light_.disc * 0.12f, light_.sun * (night ? 0.95f : 1.5f), veil);
}

}  // namespace fluxweir::render
