#include "render/turned.h"

#include <algorithm>
#include <cmath>

namespace fluxweir::render {
namespace {

// Colour of the bare surface; `key` is `flat` seen from the light.
Rgb surface(const Turned& o, const Stage& stage, float flat, float key, float facing, float up) {
  const float nz = std::sqrt(std::max(0.0f, 1 - flat * flat));
  if (up > o.cap_from) {
    const float wave = sine(flat * 0.75f + 0.12f);
    return o.cap.at(clamp01(0.5f + 0.30f * wave + 0.25f * facing));
  }
  if (o.finish == Turned::Finish::Glass) {
    // Light gathers on the far side and along the rims.
    const float through = smooth(-0.2f, 1.0f, -key) * 0.55f;
    const float rim = flat * flat * flat * flat;
    const float t = clamp01(0.26f + 0.20f * nz + through + 0.12f * up - rim * 0.35f);
    return mix(o.tones.at(t), stage.wall_lit, 0.10f + 0.30f * rim);
  }
  // Light thrown back by the table.
  const float bounce = smooth(0.45f, 0.0f, up) * 0.16f * (1 - clamp01(key));
  return o.tones.at(clamp01(0.10f + facing * 0.80f)) + stage.floor_lit * o.tones.at(0.6f) * bounce;
}

// Mirrored light boxes: on turned bodies a broad one on the light's side and a thin one opposite,
// on round ones a single spot.
float highlight(const Turned& o, float key, float lean, float up) {
  if (o.tip == 0) {
    const float hx = key - 0.42f, hy = lean - 0.52f;
    return smooth(0.30f, 0.10f, std::sqrt(hx * hx + hy * hy)) * 0.62f;
  }
  const float fade = smooth(0.02f, 0.12f, up) * smooth(1.0f, 0.86f, up);
  const float broad = smooth(0.17f, 0.06f, key > 0.56f ? key - 0.56f : 0.56f - key) * 0.60f;
  const float thin = smooth(0.06f, 0.02f, key > -0.80f ? key + 0.80f : -0.80f - key) * 0.30f;
  return (broad + thin) * fade;
}

// `across` is -1..1 over the width, `up` 0..1 over the height, `lean` how much the surface looks
// up, `edge` a pixel as a share of the height.
Rgb shade(const Turned& o, const Stage& stage, float across, float up, float lean, float edge) {
  const float flat = across * (o.squash < 1 ? across * across * (1 - o.squash) + o.squash : 1.0f);
  const float nz = std::sqrt(std::max(0.0f, 1 - flat * flat));
  const float key = flat * stage.key;
  const float facing = 0.52f * key + 0.62f * nz + 0.30f * lean;
  Rgb colour = surface(o, stage, flat, key, facing, up);
  float label = 0;
  if (o.label_to > o.label_from) {
    label = clamp01((up - o.label_from) / edge + 0.5f) * clamp01((o.label_to - up) / edge + 0.5f);
    const Rgb paper = o.label * (0.25f + 0.75f * clamp01(0.25f + facing * 0.85f));
    colour = mix(colour, paper, label * 0.96f);
  }
  if (o.finish == Turned::Finish::Matt) return colour;
  const float shine = o.finish == Turned::Finish::Gloss ? 0.62f : 0.72f;
  return mix(colour, Rgb{1.05f, 1.04f, 1.02f}, highlight(o, key, lean, up) * shine * (1 - label));
}

// Half an ellipse's height over the middle at `dx`, for a circle of radius `r`.
float sag_of(const Turned& o, float r, float dx) {
  return r > 0 ? o.tip * r * std::sqrt(clamp01(1 - dx * dx / (r * r))) : 0.0f;
}

// One pixel of the side; `over` is the height above the table.
float side_cover(const Band& band, const Turned& o, const Stage& stage, float dx, float over,
                 Rgb& colour) {
  const float up = clamp01(over / o.height) * 255.99f;
  const std::size_t k = static_cast<std::size_t>(static_cast<int>(up));
  const float r = mix(o.radius[k], o.radius[k + 1], up - static_cast<float>(k)) * o.height;
  const float cover = band.cover(r - (dx < 0 ? -dx : dx)) * band.cover(over);
  if (cover <= 0 || r <= 0) return 0;
  const float slope = (o.radius[k + 1] - o.radius[k]) * 256;
  const float lean = -slope / std::sqrt(1 + slope * slope);
  const float across = std::clamp(dx / r, -1.0f, 1.0f);
  colour = shade(o, stage, across, up / 255.99f, lean, band.pixel / o.height);
  return cover;
}

// The top: a disc seen at a slant, with a rim.
void paint_lid(Band& band, const Turned& o, const Stage& stage) {
  const float r = o.radius[256] * o.height;
  const float flat = o.tip * r;
  const bool hollow = o.finish != Turned::Finish::Matt;
  const Rgb rim = o.tones.at(0.92f);
  const Rgb deep = o.tones.at(0.35f);
  const float middle = o.foot.y - o.height;
  const std::int32_t end = band.line(middle + flat + band.pixel);
  const std::int32_t last = band.column(o.foot.x + r + band.pixel);
  for (std::int32_t j = band.line(middle - flat - band.pixel); j < end; ++j) {
    Rgb* row = band.row(j);
    const float dy = (band.y(j) - middle) / flat;
    for (std::int32_t i = band.column(o.foot.x - r - band.pixel); i < last; ++i) {
      const float dx = (band.x(i) - o.foot.x) / r;
      const float d = std::sqrt(dx * dx + dy * dy);
      const float cover = clamp01((1 - d) * flat / band.pixel + 0.5f);
      if (cover <= 0) continue;
      Rgb inner = o.top * (0.85f + 0.3f * clamp01(0.5f + dx * stage.key * 0.5f));
      if (hollow) inner = mix(inner, deep, smooth(0.15f, -0.85f, dy) * 0.5f);
      const float edge = hollow ? smooth(0.90f, 0.955f, d) : smooth(0.93f, 1.0f, d) * 0.5f;
      row[i] = mix(row[i], mix(inner, rim, edge), cover);
    }
  }
}

}  // namespace

// Hermite pieces whose slopes are limited, so that the profile never overshoots its points.
Turned make_turned(const Outline& profile, Point foot, float height) {
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

// A dark touch under the foot and a long soft shadow away from the light.
void paint_shadow(Band& band, const Turned& object, const Stage& stage) {
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
      const float along = -dx * stage.key / far;  // 0 at the foot, 1 at the end of the shadow
      float cast = 0;
      if (along > -0.35f) {
        const float t = along > 0 ? along : 0.0f;
        const float width = base * (0.34f + 0.30f * t) + 0.012f;
        const float off = (dy + t * far * 0.06f) / width;
        const float head = along < 0 ? 1 - along * along / 0.1225f : 1.0f;
        cast = clamp01(1 - off * off) * clamp01(1 - t) * clamp01(head);
      }
      const float dark = clamp01(clamp01(touch) * 0.75f + cast * cast * 0.55f);
      row[i] = mix(row[i], stage.shadow, dark * 0.85f);
    }
  }
}

void paint_turned(Band& band, const Turned& o, const Stage& stage) {
  const float wide = o.widest * o.height;
  const float foot_r = o.radius[0] * o.height, top_r = o.radius[256] * o.height;
  const std::int32_t end = band.line(o.foot.y + o.tip * foot_r + band.pixel);
  const std::int32_t last = std::min(band.column(o.foot.x + wide) + 2, band.width);
  for (std::int32_t j = band.line(o.foot.y - o.height - band.pixel); j < end; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = std::max(band.column(o.foot.x - wide) - 2, 0); i < last; ++i) {
      const float dx = band.x(i) - o.foot.x;
      const float sag = sag_of(o, foot_r, dx);
      const float over = o.foot.y + sag - band.y(j);
      if (over < -band.pixel) continue;
      Rgb colour;
      float cover = side_cover(band, o, stage, dx, over, colour);
      const float roof = o.lidded ? o.height + sag - sag_of(o, top_r, dx) : o.height;
      cover *= band.cover(roof - over);
      if (cover > 0) row[i] = mix(row[i], colour, cover);
    }
  }
  if (o.lidded) paint_lid(band, o, stage);
}

void paint_reflection(Band& band, const Turned& o, const Stage& stage) {
  const float wide = o.widest * o.height;
  const float foot_r = o.radius[0] * o.height;
  const float reach = o.height * 0.55f;
  const std::int32_t end = band.line(o.foot.y + o.tip * foot_r + reach);
  const std::int32_t last = std::min(band.column(o.foot.x + wide) + 2, band.width);
  for (std::int32_t j = band.line(o.foot.y); j < end; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = std::max(band.column(o.foot.x - wide) - 2, 0); i < last; ++i) {
      const float dx = band.x(i) - o.foot.x;
      const float over = band.y(j) - o.foot.y - sag_of(o, foot_r, dx);
      if (over < -band.pixel) continue;
      Rgb colour;
      const float cover = side_cover(band, o, stage, dx, over, colour);
      row[i] = mix(row[i], colour, cover * clamp01(1 - over / reach) * 0.22f);
    }
  }
}

}  // namespace fluxweir::render
