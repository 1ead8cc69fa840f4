#include "render/ridge.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

float crest_at(const Ridge& ridge, std::int32_t column) {
  const std::int32_t last = static_cast<std::int32_t>(ridge.crest.size()) - 1;
  return ridge.crest[static_cast<std::size_t>(std::clamp(column, 0, last))];
}

Rgb shade_rock(const Ridge& r, const Studio& s, float x, float y, float below) {
  const float k = r.grain;
  const float side = r.from_right ? -1.0f : 1.0f;
  // The relief hangs from the crest, so that gullies run down from the peaks.
  const float u = x * k * side + r.shift;
  const float v = (y - below * 0.28f) * k * 0.85f + r.shift;
  const float coarse = s.relief.at(u * 0.5f, v * 0.5f);
  const float fine = s.relief.at(u * 1.9f + 0.37f, v * 1.9f);
  const float light = clamp01(0.5f + coarse * 0.42f + fine * 0.26f);
  Rgb colour = mix(r.dark, r.lit, light * light * (3 - 2 * light));
  if (r.snow > 0) {
    const float patch = s.cloud.at(u * 1.3f, v * 2.1f) * 0.10f + fine * 0.035f;
    const float cover = smooth(r.snow + 0.045f, r.snow - 0.03f, y + patch);
    colour = mix(colour, mix(r.snow_dark, r.snow_lit, light), cover);
  }
  return colour;
}

Rgb shade_wood(const Ridge& r, const Studio& s, float x, float y, float below) {
  const float k = r.grain;
  const float leaf = s.cloud.at(x * k * 1.6f + r.shift, (y * 1.4f - below * 0.2f) * k + r.shift);
  const float streak = s.relief.at(x * k * 2.3f + r.shift, y * k * 0.7f);
  const float crown = 1 - clamp01(below * 14);
  const float light = clamp01(0.30f + leaf * 0.35f + streak * 0.18f + crown * 0.25f);
  return mix(r.dark, r.lit, light);
}

// Sand: a bright crest that rolls into shade, ripples across.
Rgb shade_sand(const Ridge& r, const Studio& s, float x, float y, float below) {
  const float k = r.grain;
  const float side = r.from_right ? -1.0f : 1.0f;
  const float bend = s.cloud.at(x * 0.23f * k + r.shift, y * 0.5f * k + r.shift);
  const float slope =
      s.cloud.at(x * 0.35f * side * k + r.shift + 0.4f, below * 0.55f * k + r.shift);
  const float ripple = sine((y * 1.2f + below * 0.9f + bend * 0.11f) * 46 * k + x * side * 3) *
                       smooth(0.5f, 0.0f, r.distance) * 0.022f;
  const float light = clamp01(0.52f + slope * 1.15f + bend * 0.35f + ripple - below * 0.8f);
  return mix(r.dark, r.lit, light);
}

Rgb shade(const Ridge& r, const Studio& s, float x, float y, float below) {
  Rgb colour;
  switch (r.kind) {
    case Ridge::Kind::Rock:
      colour = shade_rock(r, s, x, y, below);
      break;
    case Ridge::Kind::Hill:
    case Ridge::Kind::Pines:
      colour = shade_wood(r, s, x, y, below);
      break;
    case Ridge::Kind::Dune:
    case Ridge::Kind::Sand:
      colour = shade_sand(r, s, x, y, below);
      break;
  }
  const float reach = r.foot - r.highest;
  const float low = reach > 0 ? clamp01((y - r.highest) / reach) : 1.0f;
  return mix(colour, r.mist, clamp01(r.distance + (1 - r.distance) * r.fog * low * low));
}

// Share of the pixel that the ridge covers, averaged over the pixel's own and the half-way
// neighbouring columns, so that steep edges stay smooth.
float cover_of(const Band& band, const Ridge& r, std::int32_t column, float y) {
  const float half = band.pixel * 0.5f;
  const std::size_t i = static_cast<std::size_t>(column);
  if (y + half <= r.upper[i]) return 0;
  if (y - half >= r.lower[i]) return 1;
  const float here = crest_at(r, column);
  const float left = (here + crest_at(r, column - 1)) * 0.5f;
  const float right = (here + crest_at(r, column + 1)) * 0.5f;
  return (band.cover(y - left) + 2 * band.cover(y - here) + band.cover(y - right)) * 0.25f;
}

}  // namespace

void settle(Ridge& ridge) {
  ridge.highest = *std::min_element(ridge.crest.begin(), ridge.crest.end());
  const std::int32_t count = static_cast<std::int32_t>(ridge.crest.size());
  ridge.upper.resize(ridge.crest.size());
  ridge.lower.resize(ridge.crest.size());
  for (std::int32_t i = 0; i < count; ++i) {
    const float here = crest_at(ridge, i);
    const float left = (here + crest_at(ridge, i - 1)) * 0.5f;
    const float right = (here + crest_at(ridge, i + 1)) * 0.5f;
    ridge.upper[static_cast<std::size_t>(i)] = std::min(here, std::min(left, right));
    ridge.lower[static_cast<std::size_t>(i)] = std::max(here, std::max(left, right));
  }
}

void shape_rock(Ridge& ridge, const Frame& frame, float base, float height, float scale,
                std::uint32_t seed) {
  ridge.crest.resize(static_cast<std::size_t>(frame.size.width));
  const float offset = unit_of(hash(1, 2, seed)) * 90;
  for (std::int32_t i = 0; i < frame.size.width; ++i) {
    const float x = (static_cast<float>(i) + 0.5f) / frame.unit;
    const float u = x * scale + offset;
    const float big = noise1(u * 0.55f, seed + 5);
    const float peak = ridged1(u + big * 0.22f, seed, 9);
    const float lift = 0.62f + 0.5f * big;
    ridge.crest[static_cast<std::size_t>(i)] = base - height * (peak - 0.32f) * lift;
  }
  settle(ridge);
}

void shape_hill(Ridge& ridge, const Frame& frame, float base, float height, float scale,
                std::uint32_t seed) {
  ridge.crest.resize(static_cast<std::size_t>(frame.size.width));
  const float offset = unit_of(hash(3, 4, seed)) * 90;
  for (std::int32_t i = 0; i < frame.size.width; ++i) {
    const float x = (static_cast<float>(i) + 0.5f) / frame.unit;
    ridge.crest[static_cast<std::size_t>(i)] =
        base - height * fbm1(x * scale + offset, seed, 4, 0.38f);
  }
  settle(ridge);
}

void plant_pines(Ridge& ridge, const Frame& frame, float tall, float density, std::uint32_t seed) {
  Dice dice(seed, 21);
  const std::vector<float> ground = ridge.crest;
  const float step = tall * 0.20f / density;
  for (float at = -tall; at < frame.w + tall; at += step * dice.range(0.35f, 1.65f)) {
    // Groves and clearings.
    const float grove = noise1(at / tall * 0.21f + 7, seed);
    const float size = dice.range(0.45f, 1.0f);
    const float h = tall * size * clamp01(0.78f + grove * 0.75f);
    if (h < tall * 0.18f) continue;
    const float half = h * dice.range(0.15f, 0.21f);
    const std::uint32_t own = dice.next();
    const std::int32_t root = static_cast<std::int32_t>(at * frame.unit);
    const float base =
        ground[static_cast<std::size_t>(std::clamp(root, 0, frame.size.width - 1))] + tall * 0.05f;
    const std::int32_t from = static_cast<std::int32_t>((at - half) * frame.unit);
    const std::int32_t to = static_cast<std::int32_t>((at + half) * frame.unit) + 1;
    for (std::int32_t i = std::max(from, 0); i < std::min(to, frame.size.width); ++i) {
      const float dx = ((static_cast<float>(i) + 0.5f) / frame.unit - at) / half;
      const float side = dx < 0 ? -dx : dx;
      if (side >= 1) continue;
      // Boughs: teeth along the flank, finer towards the tip, different on each side.
      const float tooth = noise1(side * 9 + (dx < 0 ? 31.0f : 0.0f), own) * 0.09f +
                          noise1(side * 27 + (dx < 0 ? 17.0f : 3.0f), own + 1) * 0.05f;
      const float rise = clamp01(1 - side * (1.0f + 0.12f * side)) + tooth * clamp01(side * 6);
      float& crest = ridge.crest[static_cast<std::size_t>(i)];
      crest = std::min(crest, base - h * clamp01(rise));
    }
  }
  settle(ridge);
}

void paint_ridges(Band& band, const std::vector<Ridge>& ridges, const Studio& studio) {
  const std::int32_t columns = studio.frame.size.width;
  for (std::int32_t j = 0; j < band.rows; ++j) {
    const float y = band.y(j);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const std::int32_t column =
          std::min(static_cast<std::int32_t>(x * studio.frame.unit), columns - 1);
      // From the near one back to the first that hides everything behind it, then forwards again.
      std::size_t at = ridges.size();
      while (at > 0 && cover_of(band, ridges[at - 1], column, y) < 1) --at;
      for (std::size_t k = at > 0 ? at - 1 : 0; k < ridges.size(); ++k) {
        const float cover = cover_of(band, ridges[k], column, y);
        if (cover <= 0) continue;
        const float below = std::max(y - crest_at(ridges[k], column), 0.0f);
        row[i] = mix(row[i], shade(ridges[k], studio, x, y, below), cover);
      }
    }
  }
}

}  // namespace fluxweir::render
