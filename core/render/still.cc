#include "render/still.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fluxweir::render {
namespace {

// Radius and height of the profiles, both over the height of the thing.
constexpr Point kFlacon[] = {{.30f, 0},     {.315f, .03f}, {.315f, .60f},
                             {.28f, .66f},  {.10f, .685f}, {.10f, .72f},
                             {.15f, .725f}, {.15f, .99f},  {.14f, 1}};
constexpr Point kVase[] = {{.16f, 0},     {.19f, .02f},  {.34f, .40f}, {.29f, .62f},
                           {.115f, .84f}, {.115f, .92f}, {.165f, 1}};
constexpr Point kCup[] = {{.26f, 0}, {.30f, .03f}, {.47f, .55f}, {.50f, 1}};
constexpr Point kCandle[] = {{.24f, 0}, {.25f, .02f}, {.25f, .98f}, {.24f, 1}};
constexpr Point kBottle[] = {{.145f, 0},     {.155f, .015f}, {.155f, .56f}, {.145f, .62f},
                             {.055f, .76f},  {.050f, .80f},  {.050f, .93f}, {.060f, .935f},
                             {.060f, .965f}, {.052f, 1}};

template <std::size_t N>
Outline outline_of(const Point (&points)[N]) {
  return Outline(std::begin(points), std::end(points));
}

}  // namespace

Still::Still(const Studio& studio)
    : studio_(&studio), tint_(studio.brief), dice_(studio.seed, 111) {
  const Frame& frame = studio.frame;
  stage_.key = dice_.chance(0.5f) ? -1.0f : 1.0f;
  table_ = frame.h * 0.60f;
  constexpr float kHues[] = {20, 45, 75, 150, 190, 235, 280, 335};
  hue_ = kHues[dice_.below(8)];
  const bool deep = dice_.chance(0.35f) || studio.brief.hour == Hour::Night;
  const Tint* named = studio.brief.tint(Paints::Thing);
  // A backdrop that lets a named colour speak: its complement, faint.
  if (named != nullptr && !named->neutral && tint_.empty()) hue_ = named->ink.h + 180;
  const float chroma = named ? .035f : .06f;
  wall_ = tint_({deep ? .22f : .70f, chroma, hue_});
  stage_.wall_lit = tint_({deep ? .46f : .90f, chroma, hue_ + 10});
  floor_ = tint_({deep ? .20f : .72f, chroma, hue_ - 6});
  stage_.floor_lit = tint_({deep ? .44f : .92f, chroma * 0.8f, hue_ + 6});
  stage_.shadow = tint_({deep ? .07f : .30f, chroma, hue_ - 12});
  const float size = std::min(frame.h * 0.60f, frame.w * 0.86f);
  const Point foot{frame.w * dice_.range(0.46f, 0.54f), frame.h * 0.80f};
  Detail what = Detail::None;
  for (const Detail detail : studio.brief.details) {
    if (detail >= Detail::Bottle && what == Detail::None) what = detail;
  }
  constexpr Detail kAny[] = {Detail::Bottle, Detail::Perfume, Detail::Vase, Detail::Perfume};
  if (what == Detail::None) what = kAny[dice_.below(4)];
  plan_company(foot, size);
  plan_object(what, foot, size);
}

// The colour of the main thing: the one named, or one that suits the backdrop.
Ink Still::accent(float l, float c) {
  const Tint* named = studio_->brief.tint(Paints::Thing);
  if (named != nullptr) return {mix(l, named->ink.l, 0.6f), named->ink.c, named->ink.h};
  return {l, c, hue_ + dice_.range(140, 220)};
}

// Dark to lit tones of one colour.
Ramp Still::tones_of(Ink ink, float tint) const {
  const auto tone = [&](float l, float c, float turn) {
    return tint_.partly({ink.l * l, ink.c * c, ink.h + turn}, tint);
  };
  return Ramp{tone(.34f, .8f, -14), tone(.66f, 1.05f, -6), tone(1.0f, 1.0f, 0),
              tone(1.22f, .7f, 8)};
}

void Still::plan_object(Detail what, Point foot, float size) {
  switch (what) {
    case Detail::Watch:
      return plan_watch(foot, size);
    case Detail::Fruit:
      return plan_fruit(foot, size);
    case Detail::Sphere:
      return add_fruit(foot, size * 0.52f, accent(.66f, .14f));
    case Detail::Cup:
      return plan_cup(foot, size);
    case Detail::Vase:
    case Detail::Candle:
      return plan_pot(what, foot, size);
    default:
      return plan_bottle(what, foot, size);
  }
}

void Still::plan_bottle(Detail what, Point foot, float size) {
  const bool flacon = what == Detail::Perfume;
  Turned main = flacon ? make_turned(outline_of(kFlacon), foot, size * 0.86f)
                       : make_turned(outline_of(kBottle), foot, size * 1.08f);
  main.finish = Turned::Finish::Glass;
  main.squash = flacon ? 0.35f : 1.0f;
  main.cap_from = flacon ? .715f : .83f;
  main.label_from = flacon ? .20f : .18f;
  main.label_to = flacon ? .46f : .44f;
  main.label = tint_.partly({.94f, .02f, 85}, 0.3f);
  main.cap = flacon ? tones_of({.72f, .10f, 82}, 0.5f) : tones_of(accent(.46f, .13f), 0.5f);
  // Wine comes in dark green or brown unless a colour is named.
  const bool plain = studio_->brief.tint(Paints::Thing) == nullptr && tint_.empty();
  const Ink wine{.44f, .085f, dice_.chance(0.6f) ? 145.0f : 65.0f};
  main.tones = tones_of(flacon || !plain ? accent(.60f, .12f) : wine, 0.5f);
  objects_.push_back(main);
}

void Still::plan_pot(Detail what, Point foot, float size) {
  const bool candle = what == Detail::Candle;
  Turned main = candle ? make_turned(outline_of(kCandle), foot, size * 0.66f)
                       : make_turned(outline_of(kVase), foot, size * 0.9f);
  main.lidded = true;
  if (candle) main.finish = Turned::Finish::Matt;
  const bool plain = studio_->brief.tint(Paints::Thing) == nullptr;
  main.tones = tones_of(candle && plain ? Ink{.88f, .05f, 85} : accent(.58f, .12f), 0.5f);
  main.top = main.tones.at(candle ? 0.95f : 0.04f);
  objects_.push_back(main);
  if (candle) flames_.push_back({foot.x, foot.y - main.height});
}

void Still::plan_cup(Point foot, float size) {
  Turned main = make_turned(outline_of(kCup), foot, size * 0.5f);
  main.lidded = true;
  main.tones = tones_of(accent(.84f, .08f), 0.5f);
  main.top = to_rgb(Ink{.30f, .055f, 52});
  // The handle: a ring half hidden by the wall, drawn as an outer and an inner circle joined by a
  // seam of no width.
  const Point at{foot.x - stage_.key * main.height * 0.50f, foot.y - main.height * 0.55f};
  Outline ring;
  for (const float radius : {0.27f, 0.18f}) {
    for (int i = 0; i <= 40; ++i) {
      const float t = static_cast<float>(i) / 40, r = main.height * radius;
      ring.push_back({at.x + cosine(t) * r, at.y + sine(t) * r * 1.12f});
    }
  }
  behind_.push_back({ring, main.tones.at(stage_.key < 0 ? 0.30f : 0.45f), 1});
  objects_.push_back(main);
}

void Still::add_fruit(Point foot, float size, Ink ink) {
  Turned fruit = make_turned({{0, 0}, {0.51f, 0.5f}, {0, 1}}, foot, size);
  for (std::size_t i = 0; i < fruit.radius.size(); ++i) {
    const float up = static_cast<float>(i) / 256 - 0.5f;
    fruit.radius[i] = 1.02f * std::sqrt(std::max(0.0f, 0.25f - up * up));
  }
  fruit.tones = tones_of(ink, 0.4f);
  fruit.tip = 0;
  objects_.push_back(fruit);
}

void Still::plan_fruit(Point foot, float size) {
  const Tint* named = studio_->brief.tint(Paints::Thing);
  constexpr Ink kKinds[] = {
      {.60f, .20f, 27}, {.74f, .17f, 58}, {.86f, .17f, 100}, {.70f, .17f, 128}, {.46f, .15f, 15}};
  constexpr float kPlaces[][2] = {{-0.46f, -0.05f}, {0.42f, -0.065f}, {-0.02f, 0.03f}};
  for (const auto& place : kPlaces) {
    const Ink ink = named ? Ink{named->ink.l + dice_.range(-0.04f, 0.04f), named->ink.c,
                                named->ink.h + dice_.range(-10, 10)}
                          : kKinds[dice_.below(5)];
    const float own = size * dice_.range(0.42f, 0.50f);
    const Point at{foot.x + place[0] * size, foot.y + place[1] * size};
    add_fruit(at, own, ink);
    const Point crown{at.x, at.y - own * 0.985f};
    const float lean = dice_.range(-0.05f, 0.08f) * own;
    decals_.push_back({{{crown.x - own * 0.012f, crown.y + own * 0.03f},
                        {crown.x + lean - own * 0.008f, crown.y - own * 0.13f},
                        {crown.x + lean + own * 0.016f, crown.y - own * 0.13f},
                        {crown.x + own * 0.014f, crown.y + own * 0.03f}},
                       to_rgb(Ink{.34f, .05f, 60}),
                       1});
    const float side = dice_.chance(0.5f) ? 1.0f : -1.0f;
    const Outline leaf = curve_through(
        {{0, 0}, {0.10f, -0.085f}, {0.26f, -0.10f}, {0.20f, -0.02f}, {0.10f, 0.015f}}, 5);
    decals_.push_back({placed(leaf, {crown.x + lean * 0.5f, crown.y - own * 0.05f}, own, side < 0),
                       to_rgb(Ink{.55f, .13f, 135}), 1});
  }
}

void Still::plan_watch(Point foot, float size) {
  Watch watch;
  watch.radius = size * 0.34f;
  watch.at = {foot.x, foot.y - size * 0.52f};
  const bool gold = dice_.chance(0.5f);
  watch.metal = tint_.partly(gold ? Ink{.80f, .10f, 85} : Ink{.80f, .012f, 250}, 0.3f);
  watch.dial = tint_.partly(accent(dice_.chance(0.5f) ? .26f : .92f, .06f), 0.5f);
  watch.hand = luma(watch.dial) > 0.3f ? to_rgb(Ink{.20f, .02f, 260}) : to_rgb(Ink{.95f, .02f, 90});
  watch.strap = tint_.partly({dice_.range(.26f, .46f), .06f, 50}, 0.4f);
  watch.minute = 0.14f + dice_.range(-0.02f, 0.02f);
  watch.hour = (10 + watch.minute) / 12;
  watch.second = to_rgb(Ink{.62f, .20f, 30});
  watches_.push_back(watch);
}

// A plinth below or simple bodies beside the main thing.
void Still::plan_company(Point foot, float size) {
  const auto stone = [&](float l) {
    return Ramp{tint_.partly({l * .42f, .035f, hue_ - 10}, 0.8f),
                tint_.partly({l * .74f, .045f, hue_}, 0.8f),
                tint_.partly({l, .04f, hue_ + 6}, 0.8f),
                tint_.partly({std::min(l * 1.12f, .97f), .025f, hue_ + 10}, 0.8f)};
  };
  if (studio_->brief.has(Detail::Fruit) || studio_->brief.has(Detail::Watch)) return;
  if (dice_.chance(0.75f)) {
    const float side = -stage_.key;
    const float own = size * dice_.range(0.20f, 0.30f);
    const float x = foot.x + side * size * dice_.range(0.40f, 0.52f);
    const float tall = own * dice_.range(0.8f, 1.5f);
    Turned drum = make_turned({{.5f, 0}, {.5f, 1}}, {x, foot.y - size * 0.075f}, tall);
    drum.finish = Turned::Finish::Matt;
    drum.tones = stone(.80f);
    drum.top = drum.tones.at(0.85f);
    drum.lidded = true;
    objects_.push_back(drum);
  }
  if (dice_.chance(0.7f)) {
    const Ink ink{.70f, .10f, hue_ + dice_.range(-60, 60)};
    const Point at{foot.x + stage_.key * size * dice_.range(0.36f, 0.50f),
                   foot.y + size * dice_.range(-0.03f, 0.035f)};
    add_fruit(at, size * dice_.range(0.13f, 0.22f), ink);
    objects_.back().finish = Turned::Finish::Matt;
  }
}

void Still::paint(Band& band, const Plate*) const {
  paint_stage(band);
  for (const Turned& object : objects_) paint_shadow(band, object, stage_);
  for (const Turned& object : objects_) paint_reflection(band, object, stage_);
  for (const Decal& decal : behind_) fill(band, decal.outline, decal.colour, decal.opacity);
  for (const Turned& object : objects_) paint_turned(band, object, stage_);
  for (const Decal& decal : decals_) fill(band, decal.outline, decal.colour, decal.opacity);
  for (const Watch& watch : watches_) paint_watch(band, watch, stage_);
  for (const Point flame : flames_) paint_flame(band, flame);
}

void Still::paint_flame(Band& band, Point wick) const {
  constexpr float kSize = 0.05f;
  const Outline tongue = curve_through({{0, 0.02f},
                                        {0.22f, -0.25f},
                                        {0.16f, -0.75f},
                                        {0, -1.35f},
                                        {-0.16f, -0.75f},
                                        {-0.22f, -0.25f}},
                                       6);
  glow(band, {wick.x, wick.y - kSize}, 0.34f, Rgb{0.45f, 0.25f, 0.08f});
  fill(band, placed(tongue, {wick.x, wick.y - 0.008f}, kSize), Rgb{1.6f, 1.0f, 0.36f}, 0.95f);
  fill(band, placed(tongue, {wick.x, wick.y - 0.012f}, kSize * 0.55f), Rgb{1.9f, 1.7f, 1.2f}, 0.9f);
}

// Wall and table run into each other; a pool of light lies behind the object.
void Still::paint_stage(Band& band) const {
  const Frame& frame = studio_->frame;
  const Point lamp{frame.w * (0.5f + stage_.key * 0.16f), frame.h * 0.36f};
  for (std::int32_t j = 0; j < band.rows; ++j) {
    Rgb* row = band.row(j);
    const float y = band.y(j);
    const float floor = smooth(table_ - 0.02f, table_ + 0.10f, y);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float dx = (x - lamp.x) / frame.w, dy = (y - lamp.y) / frame.h;
      const float near = 1 / (1 + (dx * dx + dy * dy) * 4.2f);
      const Rgb wall = mix(wall_, stage_.wall_lit, near * near);
      const float gx = (x - frame.w * (0.5f + stage_.key * 0.10f)) / frame.w,
                  gy = (y - frame.h * 0.86f) / frame.h;
      const float pool = 1 / (1 + gx * gx * 4.0f + gy * gy * 7.0f);
      row[i] = mix(wall, mix(floor_, stage_.floor_lit, pool * pool), floor);
    }
  }
}

}  // namespace fluxweir::render
