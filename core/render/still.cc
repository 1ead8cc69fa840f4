#include "render/still.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {

Still::Still(const Studio& studio)
    : studio_(&studio), tint_(studio.brief), dice_(studio.seed, 111) {
  const Frame& frame = studio.frame;
  key_ = dice_.chance(0.5f) ? -1.0f : 1.0f;
  table_ = frame.h * 0.60f;
  constexpr float kHues[] = {20, 45, 75, 150, 190, 235, 280, 335};
  hue_ = kHues[dice_.below(8)];
  const bool deep = dice_.chance(0.35f) || studio.brief.hour == Hour::Night;
  const Tint* named = studio.brief.tint(Paints::Thing);
  // A backdrop that lets a named colour speak: its complement, faint.
  if (named != nullptr && !named->neutral && tint_.empty()) hue_ = named->ink.h + 180;
  const float chroma = named ? .035f : .06f;
  wall_ = tint_({deep ? .22f : .70f, chroma, hue_});
  wall_lit_ = tint_({deep ? .46f : .90f, chroma, hue_ + 10});
  floor_ = tint_({deep ? .20f : .72f, chroma, hue_ - 6});
  floor_lit_ = tint_({deep ? .44f : .92f, chroma * 0.8f, hue_ + 6});
  shadow_ = tint_({deep ? .07f : .30f, chroma, hue_ - 12});
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

// Hermite pieces whose slopes are limited, so that the profile never overshoots its points.
Turned Still::turn(const std::vector<Point>& profile, Point foot, float height) const {
  const std::size_t n = profile.size();
  std::vector<float> slopes(n);
  const auto rise = [&](std::size_t i) {
    return (profile[i + 1].x - profile[i].x) / (profile[i + 1].y - profile[i].y);
  };
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const float p = rise(i - 1), q = rise(i);
    slopes[i] = p * q > 0 ? 2 * p * q / (p + q) : 0.0f;
  }
  slopes[0] = rise(0);
  slopes[n - 1] = rise(n - 2);
  Turned out;
  std::size_t k = 0;
  for (std::size_t i = 0; i < out.radius.size(); ++i) {
    const float up = static_cast<float>(i) / 256;
    while (k + 2 < n && profile[k + 1].y <= up) ++k;
    const Point p = profile[k], q = profile[k + 1];
    const float span = q.y - p.y;
    const float t = clamp01((up - p.y) / span);
    const float s = 1 - t;
    out.radius[i] = p.x * s * s * (1 + 2 * t) + q.x * t * t * (3 - 2 * t) +
                    span * s * t * (slopes[k] * s - slopes[k + 1] * t);
    if (out.radius[i] < 0) out.radius[i] = 0;
    out.widest = std::max(out.widest, out.radius[i]);
  }
  out.foot = foot;
  out.height = height;
  out.tip = 0.20f;
  return out;
}

void Still::plan_object(Detail what, Point foot, float size) {
  const auto ramp = [&](Ink ink) {
    const auto tone = [&](float l, float c, float turn) {
      return tint_.partly({ink.l * l, ink.c * c, ink.h + turn}, 0.5f);
    };
    return Ramp{tone(.34f, .8f, -14), tone(.66f, 1.05f, -6), tone(1.0f, 1.0f, 0),
                tone(1.22f, .7f, 8)};
  };
  const Rgb paper = tint_.partly({.94f, .02f, 85}, 0.3f);
  Turned main;
  switch (what) {
    case Detail::Watch:
      return plan_watch(foot, size);
    case Detail::Fruit:
      return plan_fruit(foot, size);
    case Detail::Sphere:
      return add_fruit(foot, size * 0.52f, accent(.66f, .14f));
    case Detail::Perfume: {
      main = turn({{.30f, 0},
                   {.315f, .03f},
                   {.315f, .60f},
                   {.28f, .66f},
                   {.10f, .685f},
                   {.10f, .72f},
                   {.15f, .725f},
                   {.15f, .99f},
                   {.14f, 1}},
                  foot, size * 0.86f);
      main.finish = Turned::Finish::Glass;
      main.squash = 0.35f;
      main.cap_from = .715f;
      main.cap = ramp({.72f, .10f, 82});
      main.label_from = .20f, main.label_to = .46f;
      break;
    }
    case Detail::Vase:
      main = turn({{.16f, 0},
                   {.19f, .02f},
                   {.34f, .40f},
                   {.29f, .62f},
                   {.115f, .84f},
                   {.115f, .92f},
                   {.165f, 1}},
                  foot, size * 0.9f);
      main.lidded = true;
      break;
    case Detail::Cup:
      main = turn({{.26f, 0}, {.30f, .03f}, {.47f, .55f}, {.50f, 1}, {.50f, 1.01f}}, foot,
                  size * 0.44f);
      main.lidded = true;
      break;
    case Detail::Candle:
      main = turn({{.24f, 0}, {.25f, .02f}, {.25f, .98f}, {.24f, 1}}, foot, size * 0.66f);
      main.lidded = true;
      main.finish = Turned::Finish::Matt;
      break;
    default:
      main = turn({{.145f, 0},
                   {.155f, .015f},
                   {.155f, .56f},
                   {.145f, .62f},
                   {.055f, .76f},
                   {.050f, .80f},
                   {.050f, .93f},
                   {.060f, .935f},
                   {.060f, .965f},
                   {.052f, 1}},
                  foot, size * 1.08f);
      main.finish = Turned::Finish::Glass;
      main.label_from = .18f, main.label_to = .44f;
      main.cap_from = .83f;
      main.cap = ramp(accent(.46f, .13f));
      break;
  }
  const Ink ink = accent(what == Detail::Cup || what == Detail::Candle ? .84f : .58f, .12f);
  main.tones = ramp(ink);
  main.label = paper;
  main.top = what == Detail::Cup ? to_rgb(Ink{.30f, .055f, 52})
                                 : main.tones.at(what == Detail::Candle ? 0.95f : 0.04f);
  if (what == Detail::Cup) {
    // The handle: a ring half hidden by the wall.
    const Point at{foot.x - key_ * main.height * 0.50f, foot.y - main.height * 0.55f};
    for (const bool hole : {false, true}) {
      Outline ring;
      for (int i = 0; i < 40; ++i) {
        const float t = static_cast<float>(i) / 40, r = main.height * (hole ? 0.17f : 0.27f);
        ring.push_back({at.x + cosine(t) * r, at.y + sine(t) * r * 1.12f});
      }
      decals_.push_back(
          {ring, hole ? mix(wall_, floor_, 0.5f) : main.tones.at(key_ < 0 ? 0.30f : 0.45f), 1});
    }
  }
  objects_.push_back(main);
  if (what == Detail::Candle) flames_.push_back({foot.x, foot.y - main.height});
}

void Still::add_fruit(Point foot, float size, Ink ink) {
  Turned fruit = turn({{0, 0}, {0.51f, 0.5f}, {0, 1}}, foot, size);
  for (std::size_t i = 0; i < fruit.radius.size(); ++i) {
    const float up = static_cast<float>(i) / 256 - 0.5f;
    fruit.radius[i] = 1.02f * std::sqrt(std::max(0.0f, 0.25f - up * up));
  }
  const auto tone = [&](float l, float c, float turn) {
    return tint_.partly({ink.l * l, ink.c * c, ink.h + turn}, 0.4f);
  };
  fruit.tones =
      Ramp{tone(.40f, .85f, -16), tone(.74f, 1.05f, -8), tone(1.0f, 1.0f, 0), tone(1.16f, .8f, 12)};
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
  Ring ring;
  ring.radius = size * 0.34f;
  ring.at = {foot.x, foot.y - size * 0.52f};
  const bool gold = dice_.chance(0.5f);
  ring.metal = tint_.partly(gold ? Ink{.80f, .10f, 85} : Ink{.80f, .012f, 250}, 0.3f);
  ring.dial = tint_.partly(accent(dice_.chance(0.5f) ? .26f : .92f, .06f), 0.5f);
  ring.hand = luma(ring.dial) > 0.3f ? to_rgb(Ink{.20f, .02f, 260}) : to_rgb(Ink{.95f, .02f, 90});
  ring.strap = tint_.partly({dice_.range(.26f, .46f), .06f, 50}, 0.4f);
  ring.minute = 0.14f + dice_.range(-0.02f, 0.02f);
  ring.hour = (10 + ring.minute) / 12;
  rings_.push_back(ring);
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
    const float side = -key_;
    const float own = size * dice_.range(0.20f, 0.30f);
    Turned drum = turn({{.5f, 0}, {.5f, 1}},
                       {foot.x + side * size * dice_.range(0.40f, 0.52f), foot.y - size * 0.075f},
                       own * dice_.range(0.8f, 1.5f));
    drum.finish = Turned::Finish::Matt;
    drum.tones = stone(.80f);
    drum.top = drum.tones.at(0.85f);
    drum.lidded = true;
    objects_.push_back(drum);
  }
  if (dice_.chance(0.7f)) {
    const Ink ink{.70f, .10f, hue_ + dice_.range(-60, 60)};
    add_fruit({foot.x + key_ * size * dice_.range(0.36f, 0.50f),
               foot.y + size * dice_.range(-0.03f, 0.035f)},
              size * dice_.range(0.13f, 0.22f), ink);
    objects_.back().finish = Turned::Finish::Matt;
  }
}

void Still::paint(Band& band, const Plate*) const {
  paint_stage(band);
  for (const Turned& object : objects_) paint_shadow(band, object);
  for (const Turned& object : objects_) paint_turned(band, object, true);
  const bool handle = studio_->brief.has(Detail::Cup) && decals_.size() == 2;
  if (handle) {
    for (const Decal& decal : decals_) fill(band, decal.outline, decal.colour, decal.opacity);
  }
  for (const Turned& object : objects_) paint_turned(band, object, false);
  if (!handle) {
    for (const Decal& decal : decals_) fill(band, decal.outline, decal.colour, decal.opacity);
  }
  if (!rings_.empty()) paint_watch(band);
  for (const Point flame : flames_) {
    const float k = 0.05f;
    const Outline tongue = curve_through({{0, 0.02f},
                                          {0.22f, -0.25f},
                                          {0.16f, -0.75f},
                                          {0, -1.35f},
                                          {-0.16f, -0.75f},
                                          {-0.22f, -0.25f}},
                                         6);
    glow(band, {flame.x, flame.y - k}, 0.34f, Rgb{0.9f, 0.5f, 0.16f} * 0.5f);
    fill(band, placed(tongue, {flame.x, flame.y - 0.008f}, k), Rgb{1.6f, 1.0f, 0.36f}, 0.95f);
    fill(band, placed(tongue, {flame.x, flame.y - 0.012f}, k * 0.55f), Rgb{1.9f, 1.7f, 1.2f}, 0.9f);
  }
}

// Wall and table run into each other; a pool of light lies behind the object.
void Still::paint_stage(Band& band) const {
  const Frame& frame = studio_->frame;
  const Point lamp{frame.w * (0.5f + key_ * 0.16f), frame.h * 0.36f};
  for (std::int32_t j = 0; j < band.rows; ++j) {
    Rgb* row = band.row(j);
    const float y = band.y(j);
    const float floor = smooth(table_ - 0.02f, table_ + 0.10f, y);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float dx = (x - lamp.x) / frame.w, dy = (y - lamp.y) / frame.h;
      const float near = 1 / (1 + (dx * dx + dy * dy) * 4.2f);
      const Rgb wall = mix(wall_, wall_lit_, near * near);
      const float gx = (x - frame.w * (0.5f + key_ * 0.10f)) / frame.w,
                  gy = (y - frame.h * 0.86f) / frame.h;
      const float pool = 1 / (1 + gx * gx * 4.0f + gy * gy * 7.0f);
      row[i] = mix(wall, mix(floor_, floor_lit_, pool * pool), floor);
    }
  }
}

// A dark touch under the foot and a long soft shadow away from the light.
void Still::paint_shadow(Band& band, const Turned& object) const {
  const float base = object.radius[object.tip > 0 ? 0 : 128] * object.height;
  const float far = object.height * 0.95f;
  const std::int32_t end = band.line(object.foot.y + base * 1.2f);
  for (std::int32_t j = band.line(object.foot.y - base * 1.2f - far * 0.2f); j < end; ++j) {
    Rgb* row = band.row(j);
    const float dy = band.y(j) - object.foot.y;
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float dx = band.x(i) - object.foot.x;
      const float touch =
          1 - (dx * dx + dy * dy * 16) / (base * base * (object.tip > 0 ? 1.9f : 0.45f));
      const float along = -dx * key_ / far;  // 0 at the foot, 1 at the end of the shadow
      float cast = 0;
      if (along > -0.35f) {
        const float t = along > 0 ? along : 0.0f;
        const float width = base * (0.34f + 0.30f * t) + 0.012f;
        const float off = (dy + t * far * 0.06f) / width;
        const float head = along < 0 ? 1 - along * along / 0.1225f : 1.0f;
        cast = clamp01(1 - off * off) * clamp01(1 - t) * clamp01(head);
      }
      const float dark = clamp01(clamp01(touch) * 0.75f + cast * cast * 0.55f);
      row[i] = mix(row[i], shadow_, dark * 0.85f);
    }
  }
}

Rgb Still::shade(const Turned& o, float across, float up, float lean) const {
  const float flat = across * (o.squash < 1 ? (across * across * (1 - o.squash) + o.squash) : 1.0f);
  const float nz = std::sqrt(std::max(0.0f, 1 - flat * flat));
  const float key = flat * key_;
  const float facing = 0.52f * key + 0.62f * nz + 0.30f * lean;
  const bool cap = up > o.cap_from;
  const Ramp& tones = cap ? o.cap : o.tones;
  const Turned::Finish finish = cap ? Turned::Finish::Metal : o.finish;
  float t = clamp01(0.10f + facing * 0.80f);
  Rgb colour;
  if (finish == Turned::Finish::Glass) {
    // Light gathers on the far side and along the rims.
    const float through = smooth(-0.2f, 1.0f, -key) * 0.55f;
    const float rim = flat * flat * flat * flat;
    t = clamp01(0.26f + 0.20f * nz + through + 0.12f * up - rim * 0.35f);
    colour = mix(tones.at(t), wall_lit_, 0.10f + 0.30f * rim);
  } else if (finish == Turned::Finish::Metal) {
    const float wave = sine(flat * 0.75f + 0.12f);
    colour = tones.at(clamp01(0.5f + 0.30f * wave + 0.25f * facing));
  } else {
    colour = tones.at(t);
    // Light thrown back by the table.
    colour = colour +
             floor_lit_ * tones.at(0.6f) * (smooth(0.45f, 0.0f, up) * 0.16f * (1 - clamp01(key)));
  }
  const bool label = up > o.label_from && up < o.label_to && o.label_to > o.label_from;
  if (label)
    colour = mix(colour, o.label * (0.25f + 0.75f * clamp01(0.25f + facing * 0.85f)), 0.96f);
  if (finish == Turned::Finish::Matt || label) return colour;
  // Two softboxes: a broad one on the light's side, a thin one opposite.
  const float fade = smooth(0.02f, 0.12f, up) * smooth(1.0f, 0.86f, up);
  float box = smooth(0.17f, 0.06f, key > 0.56f ? key - 0.56f : 0.56f - key) * 0.60f;
  box += smooth(0.06f, 0.02f, key > -0.80f ? key + 0.80f : -0.80f - key) * 0.30f;
  if (o.tip == 0) {
    const float hx = key - 0.42f, hy = lean - 0.52f;
    box = smooth(0.30f, 0.10f, std::sqrt(hx * hx + hy * hy)) * 0.62f;
  }
  return mix(colour, Rgb{1.05f, 1.04f, 1.02f},
             box * fade * (finish == Turned::Finish::Gloss ? 0.62f : 0.72f));
}

void Still::paint_turned(Band& band, const Turned& o, bool mirrored) const {
  const float wide = o.widest * o.height;
  const float foot_r = o.radius[0] * o.height;
  const float top_r = o.radius[256] * o.height;
  const float sag = o.tip * foot_r;
  const float reach = mirrored ? o.height * 0.55f : 0.0f;
  const std::int32_t end = band.line(o.foot.y + sag + reach + band.pixel);
  const std::int32_t last = std::min(band.column(o.foot.x + wide) + 2, band.width);
  for (std::int32_t j =
           band.line(mirrored ? o.foot.y : o.foot.y - o.height - o.tip * top_r - band.pixel);
       j < end; ++j) {
    Rgb* row = band.row(j);
    const float y = band.y(j);
    for (std::int32_t i = std::max(band.column(o.foot.x - wide) - 2, 0); i < last; ++i) {
      const float dx = band.x(i) - o.foot.x;
      const float in_foot = foot_r > 0 ? clamp01(1 - dx * dx / (foot_r * foot_r)) : 0.0f;
      const float bottom = o.foot.y + sag * std::sqrt(in_foot);
      const float over = mirrored ? y - bottom : bottom - y;  // height above the table
      if (over < -band.pixel) continue;
      const float up = clamp01(over / o.height);
      const std::size_t k = static_cast<std::size_t>(static_cast<int>(up * 255.99f));
      const float f = up * 255.99f - static_cast<float>(k);
      const float r = mix(o.radius[k], o.radius[k + 1], f) * o.height;
      const float side = dx < 0 ? -dx : dx;
      const float in_top = top_r > 0 ? clamp01(1 - dx * dx / (top_r * top_r)) : 0.0f;
      const float roof =
          o.height -
          (o.lidded ? o.tip * top_r * std::sqrt(in_top) - sag * std::sqrt(in_foot) : 0.0f);
      float cover = band.cover(r - side) * band.cover(over);
      if (!mirrored) cover *= band.cover((o.lidded ? roof : o.height) - over);
      if (cover > 0 && r > 0) {
        const float slope = (o.radius[k + 1] - o.radius[k]) * 256;
        const float lean = -slope / std::sqrt(1 + slope * slope);
        const float across = std::clamp(dx / r, -1.0f, 1.0f);
        const Rgb colour = shade(o, across, up, lean);
        if (mirrored) cover *= clamp01(1 - over / reach) * 0.22f;
        row[i] = mix(row[i], colour, cover);
      }
      if (mirrored || !o.lidded) continue;
      // The top: a disc seen at a slant, with a rim.
      const float dy = (y - (o.foot.y - o.height)) / (o.tip * top_r);
      const float d = std::sqrt(dx * dx / (top_r * top_r) + dy * dy);
      const float disc_cover = clamp01((1 - d) * o.tip * top_r / band.pixel + 0.5f);
      if (disc_cover <= 0) continue;
      const float lit = 0.85f + 0.3f * clamp01(0.5f + dx * key_ / top_r * 0.5f);
      const bool hollow = o.finish != Turned::Finish::Matt;
      const Rgb rim = o.tones.at(0.92f);
      const Rgb inner = hollow
                            ? mix(o.top * lit, o.tones.at(0.35f), smooth(0.15f, -0.85f, dy) * 0.5f)
                            : o.top * lit;
      row[i] =
          mix(row[i],
              mix(inner, rim, hollow ? smooth(0.90f, 0.955f, d) : smooth(0.93f, 1.0f, d) * 0.5f),
              disc_cover);
    }
  }
}

void Still::paint_watch(Band& band) const {
  const Ring& w = rings_.front();
  const Point at = w.at;
  const float r = w.radius;
  const auto bar = [&](float turn, float from, float to, float half, Rgb colour, float opacity) {
    const float c = sine(turn), s = -cosine(turn);  // clockwise from twelve
    fill(band,
         {{at.x + c * from - s * half, at.y + s * from + c * half},
          {at.x + c * to - s * half * 0.7f, at.y + s * to + c * half * 0.7f},
          {at.x + c * to + s * half * 0.7f, at.y + s * to - c * half * 0.7f},
          {at.x + c * from + s * half, at.y + s * from - c * half}},
         colour, opacity);
  };
  disc(band, {at.x - key_ * r * 0.22f, at.y + r * 0.30f}, r * 0.86f, r * 0.9f, shadow_, 0.55f);
  for (const float side : {-1.0f, 1.0f}) {
    const Outline strap = {{at.x - r * 0.56f, at.y + side * r * 0.7f},
                           {at.x + r * 0.56f, at.y + side * r * 0.7f},
                           {at.x + r * 0.44f, at.y + side * r * 2.6f},
                           {at.x - r * 0.44f, at.y + side * r * 2.6f}};
    fill(band, strap, w.strap);
    for (const float edge : {-0.44f, 0.44f}) {
      fill(band,
           {{at.x + r * edge, at.y + side * r * 0.7f},
            {at.x + r * (edge + 0.02f), at.y + side * r * 0.7f},
            {at.x + r * (edge * 0.78f + 0.02f), at.y + side * r * 2.6f},
            {at.x + r * edge * 0.78f, at.y + side * r * 2.6f}},
           w.metal, 0.30f);
    }
  }
  fill(band,
       {{at.x + r * 0.97f, at.y - r * 0.10f},
        {at.x + r * 1.15f, at.y - r * 0.085f},
        {at.x + r * 1.15f, at.y + r * 0.085f},
        {at.x + r * 0.97f, at.y + r * 0.10f}},
       w.metal * 0.8f);
  // The case: brushed metal, light turning around it.
  const std::int32_t end = band.line(at.y + r * 1.02f), right = band.column(at.x + r * 1.02f);
  for (std::int32_t j = band.line(at.y - r * 1.02f); j < end; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(at.x - r * 1.02f); i < right; ++i) {
      const float dx = (band.x(i) - at.x) / r, dy = (band.y(j) - at.y) / r;
      const float d = std::sqrt(dx * dx + dy * dy);
      const float cover = band.cover((1 - d) * r);
      if (cover <= 0) continue;
      const float nx = dx / (d + 1e-5f), ny = dy / (d + 1e-5f);
      const float sweep = 0.5f + 0.5f * (nx * key_ * 0.7f - ny * 0.7f);
      const float round = smooth(0.80f, 0.90f, d) * smooth(1.0f, 0.92f, d);
      const Rgb metal = w.metal * (0.30f + 0.75f * sweep * sweep + 0.35f * round * sweep);
      const Rgb dial = w.dial * (0.80f + 0.25f * (dx * key_ - dy) + 0.10f * (1 - d));
      const float inner = smooth(0.845f, 0.815f, d);
      Rgb colour = mix(metal, dial * (1 - 0.45f * smooth(0.70f, 0.84f, d)), inner);
      // A soft window of light on the glass.
      const float glass = smooth(
          0.10f, 0.02f,
          dx * key_ * 0.7f - dy * 0.7f < 0.42f ? 0.42f - (dx * key_ * 0.7f - dy * 0.7f) : 0.0f);
      colour = mix(colour, Rgb{1, 1, 1}, glass * inner * 0.10f);
      row[i] = mix(row[i], colour, cover);
    }
  }
  for (int k = 0; k < 60; ++k) {
    const bool big = k % 5 == 0;
    bar(static_cast<float>(k) / 60, r * (big ? 0.64f : 0.735f), r * 0.765f,
        r * (big ? 0.022f : 0.006f), w.hand, big ? 0.95f : 0.6f);
  }
  bar(w.hour, -r * 0.08f, r * 0.44f, r * 0.030f, w.hand, 1);
  bar(w.minute, -r * 0.10f, r * 0.66f, r * 0.021f, w.hand, 1);
  bar(0.58f, -r * 0.18f, r * 0.70f, r * 0.007f, to_rgb(Ink{.62f, .20f, 30}), 1);
  disc(band, at, r * 0.035f, 0, w.metal, 1);
}

}  // namespace fluxweir::render
