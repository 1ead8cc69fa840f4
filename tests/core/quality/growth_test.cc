// Every measure moves strictly in its direction while its damage grows over five levels.
#include <doctest/doctest.h>

#include <array>

#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/measure.h"
#include "quality/score.h"

using namespace fluxweir;
using namespace fluxweir::test;
using quality::Damage;

namespace {

struct Growth {
  Measure measure;
  Damage damage;
  int direction;
};

// Of a measure that shows style, the direction is the one the damage pushes it.
constexpr Growth kGrowths[] = {
    {Measure::Mean, Damage::UnderExpose, -1},
    {Measure::Shadow, Damage::UnderExpose, -1},
    {Measure::Median, Damage::UnderExpose, -1},
    {Measure::Highlight, Damage::UnderExpose, -1},
    {Measure::LevelEntropy, Damage::LowContrast, -1},
    {Measure::ClipHigh, Damage::OverExpose, 1},
    {Measure::ClipHighInside, Damage::OverExpose, 1},
    {Measure::ClipLow, Damage::Letterbox, 1},
    {Measure::Contrast, Damage::LowContrast, -1},
    {Measure::LocalContrast, Damage::LowContrast, -1},
    {Measure::Range, Damage::LowContrast, -1},
    {Measure::ModeShare, Damage::Blank, 1},
    {Measure::BlankTiles, Damage::Blank, 1},
    {Measure::Colourfulness, Damage::LowColour, -1},
    {Measure::ColourCast, Damage::Cast, 1},
    {Measure::BorderContrast, Damage::Noise, 1},
    {Measure::Blur, Damage::Blur, 1},
    {Measure::LaplacianVariance, Damage::Blur, -1},
    {Measure::Tenengrad, Damage::Blur, -1},
    {Measure::EffectiveMegapixels, Damage::Enlarge, -1},
    {Measure::EffectiveShare, Damage::Enlarge, -1},
    {Measure::FineDetail, Damage::Noise, 1},
    {Measure::Noise, Damage::Noise, 1},
    {Measure::JpegGrid, Damage::Jpeg, 1},
    {Measure::Banding, Damage::Posterise, 1},
    {Measure::Checkerboard, Damage::Checkerboard, 1},
    {Measure::Seam, Damage::Seam, 1},
    {Measure::Pixelation, Damage::Pixelate, 1},
    {Measure::Letterbox, Damage::Letterbox, 1},
};

using Series = std::array<Measures, quality::kDamageLevels>;

Series series_of(const Raster& picture, Damage damage) {
  Series out;
  for (int level = 1; level <= quality::kDamageLevels; ++level) {
    out[static_cast<std::size_t>(level - 1)] =
        *measure(quality::damaged(picture, damage, level, 3));
  }
  return out;
}

// By scene, made when first asked for.
const std::vector<Series>& all_series(Damage damage) {
  static std::vector<Series> made[32];
  std::vector<Series>& out = made[static_cast<std::size_t>(damage)];
  if (out.empty()) {
    for (const Scene& scene : scenes()) out.push_back(series_of(scene.picture, damage));
  }
  return out;
}

bool grows(const Series& series, Measure measure, int direction) {
  for (std::size_t i = 1; i < series.size(); ++i) {
    const auto before = series[i - 1].find(measure), after = series[i].find(measure);
    if (!before || !after || (*after - *before) * direction <= 0) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("measures: each grows strictly with its damage on at least eight pictures") {
  static_assert(std::size(kGrowths) == kMeasureCount);
  for (const Growth& growth : kGrowths) {
    std::string fails;
    int count = 0;
    for (std::size_t i = 0; i < scenes().size(); ++i) {
      const bool strict = grows(all_series(growth.damage)[i], growth.measure, growth.direction);
      count += strict ? 1 : 0;
      if (!strict) fails += scenes()[i].name + " ";
    }
    INFO(measure_rows()[static_cast<std::size_t>(growth.measure)].name << " not on: " << fails);
    CHECK_GE(count, 8);
  }
}

TEST_CASE("measures: damage moves a measure the way its row says is worse") {
  for (const Growth& growth : kGrowths) {
    const MeasureRow& row = measure_rows()[static_cast<std::size_t>(growth.measure)];
    CAPTURE(row.name);
    CHECK(row.measure == growth.measure);
    if (row.worse == Worse::Neither || growth.measure == Measure::FineDetail) continue;
    CHECK((row.worse == Worse::Higher) == (growth.direction > 0));
  }
}

TEST_CASE("score: falls from 100 with each damage that it judges") {
  constexpr Damage kJudged[] = {Damage::Blur,       Damage::Noise,       Damage::Checkerboard,
                                Damage::OverExpose, Damage::UnderExpose, Damage::LowContrast,
                                Damage::Pixelate,   Damage::Jpeg};
  int judged = 0;
  for (std::size_t i = 0; i < scenes().size(); ++i) {
    if (score(*measure(scenes()[i].picture), {}).thousandths < 100'000) continue;
    ++judged;
    for (const Damage damage : kJudged) {
      CAPTURE(scenes()[i].name);
      CAPTURE(quality::damage_rows()[static_cast<std::size_t>(damage)].name);
      int before = 100'000;
      for (const Measures& measures : all_series(damage)[i]) {
        const int now = score(measures, {}).thousandths;
        // Bands of strong JPEG stop counting when its grid is seen.
        if (damage != Damage::Jpeg) CHECK_LE(now, before + 1000);
        before = now;
      }
      CHECK_LE(before, 75'000);
    }
  }
  CHECK_GE(judged, 5);
}

TEST_CASE("damage: a level beyond the first changes more, and the same seed the same") {
  const Raster& picture = scenes()[0].picture;
  for (const quality::DamageRow& row : quality::damage_rows()) {
    CAPTURE(row.name);
    CHECK(quality::damaged(picture, row.kind, 1, 3).rgb != picture.rgb);
    CHECK(quality::damaged(picture, row.kind, 5, 3).rgb ==
          quality::damaged(picture, row.kind, 5, 3).rgb);
  }
}
