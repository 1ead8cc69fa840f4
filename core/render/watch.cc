#include "render/watch.h"

#include <cmath>

namespace fluxweir::render {
namespace {

// A bar along the hand at `turn`, from and to given in units from the centre.
void bar(Band& band, Point at, float turn, float from, float to, float half, Rgb colour,
         float opacity = 1) {
  const float c = sine(turn), s = -cosine(turn);  // clockwise from twelve
  const float thin = half * 0.7f;
  fill(band,
       {{at.x + c * from - s * half, at.y + s * from + c * half},
        {at.x + c * to - s * thin, at.y + s * to + c * thin},
        {at.x + c * to + s * thin, at.y + s * to - c * thin},
        {at.x + c * from + s * half, at.y + s * from - c * half}},
       colour, opacity);
}

void paint_strap(Band& band, const Watch& w) {
  const Point at = w.at;
  const float r = w.radius;
  for (const float side : {-1.0f, 1.0f}) {
    const float near = at.y + side * r * 0.7f, far = at.y + side * r * 2.9f;
    fill(band,
         {{at.x - r * 0.56f, near},
          {at.x + r * 0.56f, near},
          {at.x + r * 0.43f, far},
          {at.x - r * 0.43f, far}},
         w.strap);
    for (const float seam : {-0.46f, 0.44f}) {
      fill(band,
           {{at.x + r * seam, near},
            {at.x + r * (seam + 0.02f), near},
            {at.x + r * (seam * 0.77f + 0.02f), far},
            {at.x + r * seam * 0.77f, far}},
           w.metal, 0.30f);
    }
  }
  fill(band,
       {{at.x + r * 0.97f, at.y - r * 0.10f},
        {at.x + r * 1.15f, at.y - r * 0.085f},
        {at.x + r * 1.15f, at.y + r * 0.085f},
        {at.x + r * 0.97f, at.y + r * 0.10f}},
       w.metal * 0.8f);
}

// Brushed metal, light turning around it, and the dial under glass. (dx, dy) in radii.
Rgb face(const Watch& w, float key, float dx, float dy, float d) {
  const float toward = (dx * key - dy) * 0.7f;
  const float sweep = 0.5f + 0.5f * toward / (d + 1e-5f);
  const float round = smooth(0.80f, 0.90f, d) * smooth(1.0f, 0.92f, d);
  const Rgb metal = w.metal * (0.30f + 0.75f * sweep * sweep + 0.35f * round * sweep);
  const Rgb dial = w.dial * (0.80f + 0.36f * toward + 0.10f * (1 - d));
  const float inner = smooth(0.845f, 0.815f, d);
  const Rgb colour = mix(metal, dial * (1 - 0.45f * smooth(0.70f, 0.84f, d)), inner);
  return mix(colour, Rgb{1, 1, 1}, smooth(0.32f, 0.40f, toward) * inner * 0.10f);
}

}  // namespace

void paint_watch(Band& band, const Watch& w, const Stage& stage) {
  const Point at = w.at;
  const float r = w.radius;
  disc(band, {at.x - stage.key * r * 0.22f, at.y + r * 0.30f}, r * 0.86f, r * 0.9f, stage.shadow,
       0.55f);
  paint_strap(band, w);
  const float reach = r * 1.02f;
  const std::int32_t end = band.line(at.y + reach), right = band.column(at.x + reach);
  for (std::int32_t j = band.line(at.y - reach); j < end; ++j) {
    Rgb* row = band.row(j);
    for (std::int32_t i = band.column(at.x - reach); i < right; ++i) {
      const float dx = (band.x(i) - at.x) / r, dy = (band.y(j) - at.y) / r;
      const float d = std::sqrt(dx * dx + dy * dy);
      const float cover = band.cover((1 - d) * r);
      if (cover > 0) row[i] = mix(row[i], face(w, stage.key, dx, dy, d), cover);
    }
  }
  for (int k = 0; k < 60; ++k) {
    const bool big = k % 5 == 0;
    bar(band, at, static_cast<float>(k) / 60, r * (big ? 0.64f : 0.735f), r * 0.765f,
        r * (big ? 0.022f : 0.006f), w.hand, big ? 0.95f : 0.6f);
  }
  bar(band, at, w.hour, -r * 0.08f, r * 0.44f, r * 0.030f, w.hand);
  bar(band, at, w.minute, -r * 0.10f, r * 0.66f, r * 0.021f, w.hand);
  bar(band, at, 0.58f, -r * 0.18f, r * 0.70f, r * 0.007f, w.second);
  disc(band, at, r * 0.035f, 0, w.metal, 1);
}

}  // namespace fluxweir::render
