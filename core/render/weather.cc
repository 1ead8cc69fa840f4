#include "render/weather.h"

#include <algorithm>

namespace fluxweir::render {

Falling::Falling(const Studio& studio) {
  const Light& light = studio.light;
  const Subject subject = studio.brief.subject;
  const bool outdoors = subject != Subject::Abstract && subject != Subject::Space &&
                        subject != Subject::Portrait && subject != Subject::StillLife;
  snow_ = light.weather == Weather::Snow;
  const bool rain = light.weather == Weather::Rain || light.weather == Weather::Storm;
  if (!outdoors || (!snow_ && !rain)) return;
  Dice dice(studio.seed, 121);
  slant_ = dice.range(-0.22f, 0.22f);
  colour_ =
      mix(light.horizon, Rgb{1, 1, 1}, snow_ ? 0.75f : 0.4f) * (0.45f + 0.5f * light.strength);
  const int count = snow_ ? 750 : 1100;
  for (int i = 0; i < count; ++i) {
    const float near = dice.unit();
    const float close = near * near * near;
    Drop drop;
    drop.at.x = dice.range(-0.2f, 1.2f) * studio.frame.w;
    drop.at.y = dice.range(-0.1f, 1.0f) * studio.frame.h;
    drop.size = snow_ ? 0.0011f + 0.0075f * close : 0.00045f + 0.0007f * close;
    drop.length = 0.025f + 0.09f * close;
    drop.opacity = snow_ ? 0.85f - 0.45f * close : 0.10f + 0.16f * close;
    drops_.push_back(drop);
  }
}

void Falling::paint(Band& band) const {
  for (const Drop& drop : drops_) {
    if (snow_) {
      disc(band, drop.at, drop.size * 0.6f, drop.size * 1.1f, colour_, drop.opacity);
    } else {
      paint_streak(band, drop);
    }
  }
}

// Thin to nothing at both ends.
void Falling::paint_streak(Band& band, const Drop& drop) const {
  const float half = std::max(drop.size, band.pixel * 0.5f);
  const float share = drop.opacity * std::min(1.0f, drop.size / half);
  const std::int32_t end = band.line(drop.at.y + drop.length);
  for (std::int32_t j = band.line(drop.at.y); j < end; ++j) {
    const float t = (band.y(j) - drop.at.y) / drop.length;
    const float middle = drop.at.x + slant_ * drop.length * t;
    const std::int32_t last = std::min(band.column(middle + half) + 1, band.width);
    Rgb* row = band.row(j);
    for (std::int32_t i = std::max(band.column(middle - half) - 1, 0); i < last; ++i) {
      const float off = band.x(i) - middle;
      const float cover = band.cover(half - (off < 0 ? -off : off));
      row[i] = mix(row[i], colour_, cover * share * 4 * t * (1 - t));
    }
  }
}

}  // namespace fluxweir::render
