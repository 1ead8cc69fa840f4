#include "render/forest.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

constexpr std::size_t kFarLayers = 3;  // of six

}  // namespace

Forest::Forest(const Studio& studio)
    : studio_(&studio), tint_(studio.brief), dice_(studio.seed, 81) {
  const Light& light = studio.light;
  sun_ = {light.sun_x * studio.frame.w, studio.frame.h * dice_.range(0.10f, 0.26f)};
  const bool autumn = studio.brief.season == Season::Autumn ||
                      (!studio.brief.season && studio.brief.tints.empty() && dice_.chance(0.2f));
  const bool white = studio.brief.season == Season::Winter || studio.brief.weather == Weather::Snow;
  const Ink green = autumn ? Ink{.86f, .10f, 78} : Ink{.87f, .07f, dice_.range(95, 150)};
  bright_ =
      mix(mix(light.horizon, light.sun, 0.45f), tint_(white ? Ink{.92f, .02f, 230} : green), 0.45f);
  bright_ = bright_ * (0.30f + 0.66f * light.strength);
  dim_ =
      mix(light.haze, tint_(white ? Ink{.66f, .02f, 240} : Ink{.42f, .06f, green.h + 20}), 0.6f) *
      (0.35f + 0.5f * light.strength);
  const int count = 6;
  for (int i = 0; i < count; ++i)
    plan_layer(1 - static_cast<float>(i) / (count - 1), autumn, white);
  plan_guest();
  air_ = make_plate(studio.frame, 520);
  for (std::int32_t j = 0; j < air_.height; ++j) {
    for (std::int32_t i = 0; i < air_.width; ++i) {
      const float x = (static_cast<float>(i) + 0.5f) / air_.per_unit;
      const float y = (static_cast<float>(j) + 0.5f) / air_.per_unit;
      const float mottle = studio.cloud.at(x * 0.9f, y * 0.9f) * 0.16f;
      air_.pixels[static_cast<std::size_t>(j) * static_cast<std::size_t>(air_.width) +
                  static_cast<std::size_t>(i)] = light_at(x, y) * (1 + mottle);
    }
  }
  paint_far();
}

void Forest::plan_layer(float depth, bool autumn, bool white) {
  const Studio& s = *studio_;
  const Light& light = s.light;
  Layer layer;
  const float near = 1 - depth;
  layer.ground = s.frame.h * mix(0.93f, 0.68f, depth * (2 - depth) * 0.5f + depth * 0.5f);
  layer.canopy = s.frame.h * mix(0.10f, 0.40f, depth);
  layer.haze = clamp01(mix(0.0f, 0.86f, depth) * (0.85f + 0.25f * light.fog));
  layer.scale = mix(0.9f, 2.6f, depth);
  layer.shift = dice_.range(0, 6);
  const Ink leaf = white    ? Ink{.82f, .015f, 235}
                   : autumn ? Ink{.60f, .14f, dice_.range(38, 82)}
                            : Ink{.46f, .10f, dice_.range(118, 158)};
  const Rgb own = tint_(leaf);
  layer.leaf = mix(light.shade, own, 0.35f);
  layer.leaf_lit = mix(own, light.sun, 0.28f * light.strength);
  layer.bark = mix(light.shade * 0.7f, tint_({.24f, .03f, 55}), 0.4f);
  layer.bark_lit = mix(tint_({.50f, .05f, 60}), light.sun, 0.30f) * (0.4f + 0.5f * light.strength);
  const Ink earth = white    ? Ink{.86f, .012f, 240}
                    : autumn ? Ink{.46f, .11f, 50}
                             : Ink{.36f, .07f, 125};
  layer.floor = mix(light.shade, tint_(earth), 0.45f);
  layer.floor_lit = mix(tint_(earth), light.sun, 0.35f * light.strength);
  const int count = static_cast<int>(mix(5.0f, 26.0f, depth) * s.frame.w + 1);
  for (int i = 0; i < count; ++i) {
    Trunk trunk;
    trunk.x =
        (static_cast<float>(i) + dice_.range(-0.1f, 1.1f)) / static_cast<float>(count) * s.frame.w;
    trunk.half = mix(0.030f, 0.0045f, depth) * dice_.range(0.55f, 1.25f);
    trunk.lean = dice_.range(-0.035f, 0.035f);
    trunk.bend = dice_.range(-0.02f, 0.02f);
    trunk.seed = dice_.next();
    // The middle stays open in front, so that one can look in.
    const float off = trunk.x / s.frame.w - 0.5f;
    if (near > 0.7f && off * off < 0.022f) continue;
    layer.trunks.push_back(trunk);
  }
  layers_.push_back(std::move(layer));
}

void Forest::plan_guest() {
  const Brief& brief = studio_->brief;
  const bool any = brief.has(Detail::Fox) || brief.has(Detail::Cat) || brief.has(Detail::Deer);
  if (!any) return;
  const Tint* own = brief.tint(Paints::Thing);
  const Rgb coat =
      own ? mix(to_rgb(own->ink), studio_->light.shade, 0.2f) : studio_->light.shade * 0.4f;
  const Outline shape = brief.has(Detail::Fox)   ? fox_outline()
                        : brief.has(Detail::Cat) ? cat_outline()
                                                 : deer_outline();
  const Frame& frame = studio_->frame;
  const Point at{frame.w * dice_.range(0.42f, 0.58f), layers_.back().ground - 0.015f};
  guests_.push_back({placed(shape, at, std::min(0.26f, frame.h * 0.3f), sun_.x < at.x), coat, 1});
}

// The bright air between the trees.
Rgb Forest::light_at(float x, float y) const {
  const float dx = x - sun_.x, dy = y - sun_.y;
  const float near = 1 / (1 + (dx * dx + dy * dy) * 4.5f);
  Rgb colour = mix(dim_, bright_, near);
  const float core = 1 / (1 + (dx * dx + dy * dy) * 60);
  return colour + studio_->light.sun * (core * core * 0.8f * studio_->light.strength);
}

Forest::Air Forest::air_for(const Band& band) const {
  Air air{&air_, {}};
  air.lines.resize(static_cast<std::size_t>(band.rows));
  for (std::int32_t j = 0; j < band.rows; ++j) {
    air_.row_at(band.y(j), air.lines[static_cast<std::size_t>(j)]);
  }
  return air;
}

// The far layers are painted once, at half the resolution of a large picture: a little out of
// focus.
void Forest::paint_far() {
  far_ = make_plate(studio_->frame, 1400);
  Band band{0, far_.height, far_.width, 1 / far_.per_unit, {}};
  band.pixels.resize(far_.pixels.size());
  const Air air = air_for(band);
  for (std::int32_t j = 0; j < band.rows; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) row[i] = air.at(j, band.x(i));
  }
  for (std::size_t k = 0; k < kFarLayers; ++k) {
    paint_layer(band, air, layers_[k], layers_[k + 1].ground);
  }
  far_.pixels = std::move(band.pixels);
}

void Forest::paint(Band& band, const Plate*) const {
  const Air air = air_for(band);
  std::vector<Rgb> line;
  for (std::int32_t j = 0; j < band.rows; ++j) {
    far_.row_at(band.y(j), line);
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) row[i] = far_.along(line, band.x(i));
  }
  for (std::size_t k = kFarLayers; k < layers_.size(); ++k) {
    const float next = k + 1 < layers_.size() ? layers_[k + 1].ground : studio_->frame.h;
    paint_layer(band, air, layers_[k], next);
    if (k + 2 == layers_.size()) paint_beams(band);
  }
  paint_figures(band, guests_);
}

void Forest::paint_layer(Band& band, const Air& air, const Layer& layer, float floor_end) const {
  for (const Trunk& trunk : layer.trunks) paint_trunk(band, air, layer, trunk);
  for (std::int32_t j = 0; j < band.rows; ++j) {
    const float y = band.y(j);
    if (y < layer.canopy + 0.22f) paint_leaves(band, air, layer, j);
    // Farther down the nearer floor hides this one.
    if (y > layer.ground - 0.05f && y < floor_end + 0.05f) paint_floor(band, air, layer, j);
  }
}

void Forest::paint_leaves(Band& band, const Air& air, const Layer& layer, std::int32_t j) const {
  const Tile& tile = studio_->cloud;
  const float y = band.y(j);
  const float hang = (layer.canopy - y) * 3.4f;
  const float k = layer.scale;
  Rgb* row = band.row(j);
  for (std::int32_t i = 0; i < band.width; ++i) {
    const float x = band.x(i);
    const float clump = tile.at(x * 0.55f * k + layer.shift, y * 0.75f * k + layer.shift);
    if (hang + clump * 0.75f < -0.22f) continue;  // too thin even where it is densest
    const float fine = tile.at(x * 2.3f * k + layer.shift, y * 2.9f * k);
    const float cover = smooth(0.10f, 0.26f, hang + clump * 0.75f + fine * 0.42f);
    if (cover <= 0) continue;
    const float dx = x - sun_.x, dy = y - sun_.y;
    const float through = 1 / (1 + (dx * dx + dy * dy) * 7);
    const float lit = clamp01(0.22f + fine * 0.75f + clump * 0.3f + through * 0.6f);
    const Rgb colour = mix(layer.leaf, layer.leaf_lit, lit);
    row[i] = mix(row[i], mix(colour, air.at(j, x), layer.haze), cover);
  }
}

void Forest::paint_floor(Band& band, const Air& air, const Layer& layer, std::int32_t j) const {
  const Tile& tile = studio_->cloud;
  const float y = band.y(j);
  const float k = layer.scale;
  Rgb* row = band.row(j);
  for (std::int32_t i = 0; i < band.width; ++i) {
    const float x = band.x(i);
    const float tuft = tile.at(x * 1.4f * k + layer.shift, 0.3f) * 0.03f +
                       tile.at(x * 7.0f * k, layer.shift) * 0.014f;
    const float below = y - layer.ground + tuft;
    const float cover = band.cover(below);
    if (cover <= 0) continue;
    const float patch = tile.at(x * 1.2f * k, y * 3.2f * k + layer.shift);
    const float lit = clamp01(0.34f + patch * 0.8f + 0.25f * tile.at(x * 5, y * 9) - below * 1.2f);
    const Rgb colour = mix(layer.floor, layer.floor_lit, lit);
    row[i] = mix(row[i], mix(colour, air.at(j, x), layer.haze), cover);
  }
}

void Forest::paint_trunk(Band& band, const Air& air, const Layer& layer, const Trunk& trunk) const {
  const float foot = layer.ground + trunk.half * 0.6f;
  const std::int32_t end = band.line(foot);
  const bool right = sun_.x > trunk.x;
  for (std::int32_t j = 0; j < end; ++j) {
    const float y = band.y(j);
    const float up = (foot - y) / foot;
    const float root = clamp01(1 - (foot - y) / (trunk.half * 5));
    const float half = trunk.half * (1.05f - up * 0.45f + root * root * 0.7f) +
                       noise1(y * 26, trunk.seed) * trunk.half * 0.07f;
    const float middle = trunk.x + trunk.lean * up + trunk.bend * sine(up * 0.7f);
    const std::int32_t last = std::min(band.column(middle + half) + 1, band.width);
    Rgb* row = band.row(j);
    for (std::int32_t i = std::max(band.column(middle - half) - 1, 0); i < last; ++i) {
      const float x = band.x(i);
      const float across = (x - middle) / half;
      const float cover = band.cover(half - (x > middle ? x - middle : middle - x));
      if (cover <= 0) continue;
      const float facing = right ? across : -across;
      const float bark =
          studio_->cloud.at(across * 0.06f + static_cast<float>(trunk.seed & 63u), y * 0.45f) *
          0.62f;
      const float lit = clamp01(smooth(-0.35f, 1.05f, facing) * 0.95f + bark * 0.4f);
      const Rgb colour = mix(layer.bark, layer.bark_lit, lit);
      row[i] = mix(row[i], mix(colour, air.at(j, x), layer.haze), cover);
    }
  }
}

// Beams fan out from the sun; their strength is noise over direction.
void Forest::paint_beams(Band& band) const {
  const Light& light = studio_->light;
  if (light.weather == Weather::Rain || light.weather == Weather::Storm) return;
  const float power = (light.hour == Hour::Night ? 0.10f : 0.30f) * (0.4f + 0.6f * light.strength);
  const float phase = static_cast<float>(studio_->seed & 0xFFFu) * 0.01f;
  for (std::int32_t j = band.line(sun_.y * 0.2f); j < band.rows; ++j) {
    const float dy = band.y(j) - sun_.y + 0.22f;
    if (dy <= 0.01f) continue;
    Rgb* row = band.row(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float dx = band.x(i) - sun_.x;
      const float slope = dx / dy;
      const float ray = noise1(slope * 6 + phase, 5) * 0.7f + noise1(slope * 15 + phase, 6) * 0.4f;
      const float wide = 1 / (1 + slope * slope * 0.8f);
      const float far = 1 / (1 + (dx * dx + dy * dy) * 1.6f);
      row[i] = row[i] + bright_ * (clamp01(ray * 1.3f + 0.08f) * wide * far * power * 2);
    }
  }
}

}  // namespace fluxweir::render
