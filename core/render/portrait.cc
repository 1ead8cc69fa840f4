#include "render/portrait.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fluxweir::render {
namespace {

// One unit is the height of the head; the chin is at y = 0, the crown at -1; looking right.
constexpr Point kHead[] = {
    {-0.02f, 0.52f},   {0.03f, 0.30f},    {0.065f, 0.13f},   {0.15f, 0.045f},   {0.245f, 0.012f},
    {0.295f, -0.015f}, {0.312f, -0.06f},  {0.298f, -0.115f}, {0.318f, -0.142f}, {0.327f, -0.170f},
    {0.308f, -0.197f}, {0.335f, -0.222f}, {0.334f, -0.248f}, {0.318f, -0.286f}, {0.355f, -0.305f},
    {0.408f, -0.322f}, {0.414f, -0.350f}, {0.380f, -0.405f}, {0.336f, -0.480f}, {0.312f, -0.538f},
    {0.324f, -0.590f}, {0.330f, -0.660f}, {0.312f, -0.755f}, {0.255f, -0.870f}, {0.14f, -0.955f},
    {-0.02f, -0.985f}, {-0.20f, -0.955f}, {-0.345f, -0.85f}, {-0.415f, -0.69f}, {-0.41f, -0.51f},
    {-0.34f, -0.33f},  {-0.275f, -0.18f}, {-0.265f, -0.02f}, {-0.285f, 0.20f},  {-0.32f, 0.52f}};

constexpr Point kBody[] = {{-0.31f, 0.21f}, {-0.42f, 0.26f}, {-0.66f, 0.34f}, {-0.90f, 0.46f},
                           {-1.04f, 0.66f}, {-1.12f, 1.00f}, {-1.14f, 1.35f}, {-1.17f, 2.00f},
                           {-1.24f, 4.00f}, {0.98f, 4.00f},  {0.90f, 2.00f},  {0.86f, 1.40f},
                           {0.82f, 1.05f},  {0.70f, 0.72f},  {0.46f, 0.50f},  {0.20f, 0.40f},
                           {0.04f, 0.30f},  {-0.10f, 0.42f}, {-0.24f, 0.34f}};

constexpr Point kShort[] = {{0.335f, -0.70f}, {0.28f, -0.70f},  {0.17f, -0.735f}, {0.07f, -0.70f},
                            {0.03f, -0.60f},  {-0.01f, -0.46f}, {-0.06f, -0.36f}, {-0.13f, -0.36f},
                            {-0.17f, -0.26f}, {-0.22f, -0.13f}, {-0.29f, -0.10f}, {-0.36f, -0.28f},
                            {-0.45f, -0.48f}, {-0.47f, -0.72f}, {-0.39f, -0.92f}, {-0.20f, -1.05f},
                            {0.03f, -1.09f},  {0.23f, -1.04f},  {0.36f, -0.92f},  {0.385f, -0.80f}};

constexpr Point kBob[] = {{0.325f, -0.745f}, {0.25f, -0.72f},  {0.13f, -0.70f},  {0.06f, -0.58f},
                          {0.05f, -0.40f},   {0.075f, -0.20f}, {0.05f, -0.02f},  {-0.06f, 0.06f},
                          {-0.24f, 0.075f},  {-0.42f, 0.03f},  {-0.50f, -0.14f}, {-0.52f, -0.44f},
                          {-0.50f, -0.72f},  {-0.40f, -0.94f}, {-0.20f, -1.06f}, {0.04f, -1.075f},
                          {0.23f, -1.00f},   {0.325f, -0.87f}};

constexpr Point kLong[] = {{0.325f, -0.76f}, {0.22f, -0.74f},  {0.10f, -0.68f},  {0.05f, -0.54f},
                           {0.02f, -0.36f},  {0.05f, -0.16f},  {0.01f, 0.08f},   {0.05f, 0.34f},
                           {-0.04f, 0.62f},  {-0.20f, 0.86f},  {-0.40f, 0.94f},  {-0.56f, 0.80f},
                           {-0.60f, 0.48f},  {-0.55f, 0.18f},  {-0.57f, -0.14f}, {-0.54f, -0.46f},
                           {-0.51f, -0.74f}, {-0.40f, -0.96f}, {-0.20f, -1.07f}, {0.04f, -1.08f},
                           {0.23f, -1.01f},  {0.325f, -0.88f}};

constexpr Point kUp[] = {{0.328f, -0.73f}, {0.25f, -0.71f},  {0.13f, -0.68f},  {0.05f, -0.56f},
                         {0.0f, -0.42f},   {-0.10f, -0.36f}, {-0.20f, -0.26f}, {-0.30f, -0.22f},
                         {-0.40f, -0.36f}, {-0.46f, -0.55f}, {-0.45f, -0.74f}, {-0.36f, -0.92f},
                         {-0.18f, -1.03f}, {0.05f, -1.05f},  {0.23f, -0.985f}, {0.325f, -0.86f}};

template <std::size_t N>
Outline curve(const Point (&points)[N]) {
  return curve_through(Outline(std::begin(points), std::end(points)), 6);
}

Outline oval(Point at, float rx, float ry, float lean) {
  Outline out;
  for (int i = 0; i < 28; ++i) {
    const float t = static_cast<float>(i) / 28;
    const float x = cosine(t) * rx, y = sine(t) * ry;
    out.push_back({at.x + x - y * lean, at.y + y + x * lean});
  }
  return out;
}

}  // namespace

Puffed::Puffed(const Frame& frame, Outline outline, float round) : outline_(std::move(outline)) {
  height_ = make_plate(frame, 420);
  Band band{0, height_.height, height_.width, 1 / height_.per_unit, {}};
  band.pixels.resize(height_.pixels.size());
  fill(band, outline_, Rgb{1, 1, 1});
  height_.pixels = std::move(band.pixels);
  const float radius = round * height_.per_unit * 0.5f;
  blur(height_, std::max(1, static_cast<std::int32_t>(radius)));
}

float Puffed::light(float x, float y, Point from, float z) const {
  const float step = 1.4f / height_.per_unit;
  const float h = height_.at(x, y).r;
  // From 0.5 at the edge to 1 inside; the slope is steepest at the edge.
  const float dx = (height_.at(x + step, y).r - height_.at(x - step, y).r);
  const float dy = (height_.at(x, y + step).r - height_.at(x, y - step).r);
  const float bulge = clamp01((1 - h) * 2);
  const float length = std::sqrt(dx * dx + dy * dy) + 1e-5f;
  const float nx = -dx / length * bulge, ny = -dy / length * bulge;
  const float nz = std::sqrt(std::max(0.0f, 1 - nx * nx - ny * ny));
  return clamp01(0.5f + 0.5f * (nx * from.x + ny * from.y + nz * z));
}

Portrait::Portrait(const Studio& studio)
    : studio_(&studio), tint_(studio.brief), dice_(studio.seed, 101) {
  const Frame& frame = studio.frame;
  head_ = std::min(frame.h * 0.46f, frame.w * 0.56f);
  flip_ = dice_.chance(0.5f);
  const float side = flip_ ? -1.0f : 1.0f;
  chin_ = {frame.w * 0.5f - side * head_ * 0.02f, frame.h * 0.30f + head_ * 0.62f};
  key_ = {side * 0.62f, -0.46f};
  constexpr float kWalls[] = {25, 55, 80, 165, 205, 250, 290, 345};
  const float hue = kWalls[dice_.below(8)];
  const bool deep = dice_.chance(0.45f) || studio.brief.hour == Hour::Night;
  wall_ = tint_({deep ? .26f : .62f, .06f, hue});
  wall_lit_ = tint_({deep ? .50f : .86f, .065f, hue + 12});
  halo_ = tint_({deep ? .68f : .93f, deep ? .12f : .06f, hue + dice_.range(20, 60)});
  halo_size_ = head_ * dice_.range(0.78f, 0.92f);
  halo_at_ = {chin_.x - side * head_ * 0.10f, chin_.y - head_ * 0.52f};
  plan_head();
  plan_hair();
  plan_face();
}

Point Portrait::place(Point p) const {
  return {chin_.x + (flip_ ? -p.x : p.x) * head_, chin_.y + p.y * head_};
}

Outline Portrait::place(const Outline& outline) const {
  return placed(outline, chin_, head_, flip_);
}

void Portrait::add_part(const Outline& outline, float round, Ink tone, float streak) {
  Part part;
  part.shape = Puffed(studio_->frame, place(outline), round * head_);
  const auto ink = [&](float l, float c, float turn) {
    return tint_.partly({tone.l * l, tone.c * c, tone.h + turn}, 0.55f);
  };
  part.tones =
      Ramp{ink(.42f, 0.8f, -22), ink(.66f, 1.05f, -12), ink(.90f, 1.0f, 0), ink(1.10f, .85f, 8)};
  part.rim = mix(halo_, wall_lit_, 0.4f);
  part.streak = streak;
  parts_.push_back(std::move(part));
}

void Portrait::plan_head() {
  constexpr Ink kSkins[] = {
      {.80f, .065f, 55}, {.74f, .075f, 52}, {.64f, .080f, 50}, {.52f, .075f, 48}, {.40f, .06f, 45}};
  const Ink skin = kSkins[dice_.below(5)];
  add_part(curve(kHead), 0.34f, skin, 0);
  constexpr float kCloths[] = {25, 70, 150, 200, 255, 300, 350};
  const Ink cloth{dice_.range(.34f, .78f), dice_.range(.03f, .13f), kCloths[dice_.below(7)]};
  add_part(curve(kBody), 0.30f, cloth, 0.10f);
}

void Portrait::plan_hair() {
  constexpr Ink kHairs[] = {{.24f, .02f, 50}, {.32f, .05f, 50}, {.44f, .08f, 55},
                            {.68f, .10f, 78}, {.48f, .13f, 42}, {.62f, .01f, 250}};
  const Ink hair = kHairs[dice_.below(6)];
  switch (dice_.below(4)) {
    case 0:
      add_part(curve(kShort), 0.30f, hair, 0.32f);
      break;
    case 1:
      add_part(curve(kBob), 0.32f, hair, 0.32f);
      break;
    case 2:
      add_part(curve(kLong), 0.30f, hair, 0.32f);
      break;
    default:
      add_part(oval({-0.37f, -1.00f}, 0.19f, 0.17f, 0.3f), 0.22f, hair, 0.32f);
      add_part(curve(kUp), 0.30f, hair, 0.32f);
      break;
  }
}

// A closed eye, a brow, the lips' colour, a blush: no more, so that the shape speaks.
void Portrait::plan_face() {
  const Rgb dark = tint_.partly({.24f, .03f, 40}, 0.3f);
  const auto touch = [&](const Outline& outline, Rgb colour, float opacity) {
    touches_.push_back({place(curve_through(outline, 5)), {}, 0, colour, opacity});
  };
  touch({{0.185f, -0.478f},
         {0.225f, -0.458f},
         {0.275f, -0.470f},
         {0.300f, -0.452f},
         {0.268f, -0.448f},
         {0.222f, -0.440f}},
        dark, 0.85f);
  touch({{0.165f, -0.585f},
         {0.225f, -0.618f},
         {0.300f, -0.602f},
         {0.298f, -0.588f},
         {0.228f, -0.598f}},
        dark, 0.70f);
  const Rgb lip = tint_.partly({.52f, .13f, 22}, 0.3f);
  touch({{0.333f, -0.232f},
         {0.300f, -0.220f},
         {0.240f, -0.196f},
         {0.302f, -0.194f},
         {0.328f, -0.212f}},
        lip, 0.75f);
  touch({{0.322f, -0.176f},
         {0.300f, -0.190f},
         {0.242f, -0.194f},
         {0.280f, -0.164f},
         {0.312f, -0.152f}},
        lip, 0.65f);
  touches_.push_back(
      {{}, place({0.16f, -0.30f}), head_ * 0.17f, tint_.partly({.68f, .14f, 25}, 0.4f), 0.26f});
}

void Portrait::paint(Band& band, const Plate*) const {
  paint_backdrop(band);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    paint_part(band, parts_[i]);
    if (i != 0) continue;
    for (const Touch& touch : touches_) {
      if (touch.radius > 0) {
        disc(band, touch.at, touch.radius * 0.35f, touch.radius * 1.3f, touch.colour,
             touch.opacity);
      } else {
        fill(band, touch.outline, touch.colour, touch.opacity);
      }
    }
  }
}

void Portrait::paint_backdrop(Band& band) const {
  const Frame& frame = studio_->frame;
  const Point lamp{chin_.x + key_.x * head_ * 0.8f, chin_.y - head_ * 0.7f};
  for (std::int32_t j = 0; j < band.rows; ++j) {
    Rgb* row = band.row(j);
    const float y = band.y(j);
    for (std::int32_t i = 0; i < band.width; ++i) {
      const float x = band.x(i);
      const float dx = (x - lamp.x) / frame.w, dy = (y - lamp.y) / frame.h;
      const float near = 1 / (1 + (dx * dx + dy * dy) * 3.6f);
      const float mottle = studio_->cloud.at(x * 0.35f, y * 0.35f) * 0.05f +
                           studio_->cloud.at(x * 1.7f, y * 1.7f) * 0.018f;
      row[i] = mix(wall_, wall_lit_, clamp01(near * near * 1.1f + mottle));
    }
  }
  disc(band, halo_at_, halo_size_, 0.004f, halo_, 0.88f);
}

void Portrait::paint_part(Band& band, const Part& part) const {
  const Outline& outline = part.shape.outline();
  float low = outline.front().y, high = outline.front().y;
  for (const Point p : outline) {
    low = std::min(low, p.y);
    high = std::max(high, p.y);
  }
  std::vector<float> cover;
  const std::int32_t end = band.line(high + band.pixel);
  for (std::int32_t j = band.line(low - band.pixel); j < end; ++j) {
    const float y = band.y(j);
    const Span span = cover_row(band, outline, y, cover);
    Rgb* row = band.row(j);
    for (std::int32_t i = span.first; i < span.last; ++i) {
      const float c = cover[static_cast<std::size_t>(i)];
      if (c <= 0) continue;
      const float x = band.x(i);
      float lit = part.shape.light(x, y, key_, 0.55f);
      if (part.streak > 0) {
        const float u = (x - chin_.x) / head_, v = (y - chin_.y) / head_ + 0.5f;
        const float around = std::sqrt(u * u + v * v);
        lit += part.streak * (studio_->cloud.at(around * 1.5f, u * 0.12f + v * 0.10f) * 0.6f +
                              studio_->cloud.at(around * 4.1f, v * 0.2f) * 0.3f);
      }
      Rgb colour = part.tones.at(smooth(0.16f, 0.98f, lit));
      const float back = part.shape.light(x, y, {-key_.x, key_.y * 0.4f}, -0.25f);
      colour = mix(colour, part.rim, smooth(0.74f, 0.98f, back) * 0.55f);
      row[i] = mix(row[i], colour, clamp01(c));
    }
  }
}

}  // namespace fluxweir::render
