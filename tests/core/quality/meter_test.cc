#include "quality/meter.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/score.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

double value(const Measures& measures, Measure measure) {
  const auto found = measures.find(measure);
  REQUIRE(found);
  return static_cast<double>(*found) / 1e6;
}

Raster flat(std::uint8_t level, Size size = {160, 144}) {
  return drawn(size, [&](int, int, int) { return level; });
}

Raster flipped(const Raster& picture) {
  return drawn(picture.size, [&](int x, int y, int channel) {
    const int from = y * picture.size.width + picture.size.width - 1 - x;
    return picture.rgb[static_cast<std::size_t>(from) * 3 + static_cast<std::size_t>(channel)];
  });
}

}  // namespace

TEST_CASE("measure: levels of a picture that can be counted by hand") {
  // Left half 40, right half 200.
  const Measures halves =
      *measure(drawn({128, 128}, [](int x, int, int) { return x < 64 ? 40 : 200; }));
  CHECK_EQ(value(halves, Measure::Mean), 120);
  CHECK_EQ(value(halves, Measure::Contrast), 80);
  CHECK_EQ(value(halves, Measure::Range), 160);
  CHECK_EQ(value(halves, Measure::LevelEntropy), 1);
  CHECK_EQ(value(halves, Measure::ModeShare), 0.5);
  CHECK_EQ(value(halves, Measure::BlankTiles), 1);
  CHECK_EQ(value(halves, Measure::LocalContrast), 0);
  CHECK_EQ(value(halves, Measure::Shadow), 40);
  CHECK_EQ(value(halves, Measure::Highlight), 200);
  CHECK_EQ(value(halves, Measure::Colourfulness), 0);
}

TEST_CASE("measure: colourfulness and cast of one colour by their formulas") {
  const Measures orange = *measure(drawn({64, 64}, [](int, int, int channel) {
    return channel == 0 ? 250 : (channel == 1 ? 130 : 10);
  }));
  // rg = 120, yb = 180: 0.3 sqrt(120^2 + 180^2); the channels' distances from 130 are 120, 0, 120.
  CHECK_EQ(value(orange, Measure::Colourfulness), doctest::Approx(64.8999));
  CHECK_EQ(value(orange, Measure::ColourCast), doctest::Approx(80));
}

TEST_CASE("measure: clipping inside leaves the border out") {
  const Measures framed = *measure(drawn({200, 100}, [](int x, int y, int) {
    return x < 12 || x >= 188 || y < 6 || y >= 94 ? 255 : 100;
  }));
  CHECK_EQ(value(framed, Measure::ClipHigh), doctest::Approx(1 - 176.0 * 88 / 20000));
  CHECK_EQ(value(framed, Measure::ClipHighInside), 0);
  CHECK_EQ(value(framed, Measure::BorderContrast), 0);
}

TEST_CASE("measure: a black picture and a blank one fail as placeholders") {
  for (const int level : {0, 128, 255}) {
    const Score judged = score(*measure(flat(static_cast<std::uint8_t>(level))), {});
    CHECK(judged.verdict == Verdict::Fail);
    REQUIRE_FALSE(judged.reasons.empty());
    CHECK_EQ(judged.reasons[0].substr(0, 6), "blank:");
    CHECK_LT(judged.thousandths, 30'000);
  }
}

TEST_CASE("measure: a flat picture has no blur, noise, grid or seam to find") {
  const Measures measures = *measure(flat(90));
  for (const Measure none : {Measure::Blur, Measure::Noise, Measure::Banding, Measure::Seam,
                             Measure::Checkerboard, Measure::EffectiveMegapixels}) {
    CHECK_EQ(value(measures, none), 0);
  }
  CHECK_EQ(value(measures, Measure::JpegGrid), 1);
  CHECK_EQ(value(measures, Measure::Letterbox), 1);
}

TEST_CASE("measure: finds the seam where it is and the checkerboard's amplitude") {
  const Raster noisy = quality::damaged(flat(90, {256, 256}), quality::Damage::Noise, 1, 9);
  const double clean = value(*measure(noisy), Measure::Seam);
  CHECK_LT(clean, 9);
  const Raster seamed = drawn(noisy.size, [&](int x, int y, int channel) {
    const int at = (y * 256 + x) * 3 + channel;
    return noisy.rgb[static_cast<std::size_t>(at)] + (y >= 100 ? 30 : 0);
  });
  CHECK_GT(value(*measure(seamed), Measure::Seam), 40);
}

TEST_CASE("measure: black bars are a letterbox, no seam and no grid") {
  const Raster& picture = scenes()[4].picture;
  const Raster barred = quality::damaged(picture, quality::Damage::Letterbox, 4, 1);
  const Measures clean = *measure(picture), measures = *measure(barred);
  CHECK_LT(value(measures, Measure::Seam), value(clean, Measure::Seam) + 2);
  CHECK_LT(value(measures, Measure::JpegGrid), value(clean, Measure::JpegGrid) + 0.2);
  CHECK_GT(value(measures, Measure::Letterbox), 0.2);
}

TEST_CASE("measure: every pixel counts, whatever the width") {
  for (const std::int32_t width : {64, 65, 79, 80, 81, 143, 2047, 2048, 2049, 4111}) {
    CAPTURE(width);
    const Raster wave = drawn({width, 70}, [&](int x, int y, int channel) {
      return (x * 37 + y * 11 + channel * 5) % 251;
    });
    const Measures measures = *measure(wave);
    std::int64_t sum = 0, steps = 0, clipped = 0;
    for (std::size_t i = 0; i < wave.rgb.size(); i += 3) {
      const int y = (77 * wave.rgb[i] + 150 * wave.rgb[i + 1] + 29 * wave.rgb[i + 2] + 128) >> 8;
      sum += y;
      clipped += std::max({wave.rgb[i], wave.rgb[i + 1], wave.rgb[i + 2]}) <= 2 ? 1 : 0;
      steps += 1;
    }
    const double count = static_cast<double>(steps);
    CHECK_EQ(value(measures, Measure::Mean), doctest::Approx(static_cast<double>(sum) / count));
    CHECK_EQ(value(measures, Measure::ClipLow),
             doctest::Approx(static_cast<double>(clipped) / count).epsilon(1e-4));
  }
}

TEST_CASE("measure: a mirrored picture measures the same within 1 %") {
  for (const Scene& scene : scenes()) {
    const Measures a = *measure(scene.picture), b = *measure(flipped(scene.picture));
    CAPTURE(scene.name);
    CHECK_LE(std::abs(score(a, {}).thousandths - score(b, {}).thousandths), 1000);
    for (const Measure same : {Measure::Mean, Measure::Contrast, Measure::Colourfulness,
                               Measure::Tenengrad, Measure::LaplacianVariance, Measure::Banding}) {
      CHECK_EQ(value(a, same), doctest::Approx(value(b, same)).epsilon(0.01));
    }
  }
}

TEST_CASE("measure: refuses what it can't measure") {
  CHECK_FALSE(measure(flat(9, {63, 200})));
  CHECK_FALSE(measure(flat(9, {200, 63})));
  Raster cut = flat(9);
  cut.rgb.pop_back();
  CHECK_FALSE(measure(cut));
  CHECK_EQ(measure(cut).error().code, ErrorCode::InvalidParameter);
}

TEST_CASE("measure: a picture too small for the spectrum has none") {
  const Measures small = *measure(flat(9, {100, 100}));
  CHECK_FALSE(small.find(Measure::EffectiveMegapixels));
  CHECK_FALSE(small.find(Measure::FineDetail));
  CHECK(small.find(Measure::Blur));
}

TEST_CASE("meter: rows one by one give what the whole gives; more of them are ignored") {
  const Raster& picture = scenes()[0].picture;
  Meter meter(picture.size);
  const std::size_t stride = static_cast<std::size_t>(picture.size.width) * 3;
  for (std::size_t at = 0; at < picture.rgb.size(); at += stride) meter.add_row(&picture.rgb[at]);
  meter.add_row(picture.rgb.data());
  CHECK(meter.finish() == *measure(picture));
}

TEST_CASE("measure names: each finds its row, others none") {
  for (const MeasureRow& row : measure_rows()) {
    CHECK(find_measure(row.name) == row.measure);
    CHECK_FALSE(row.meaning.empty());
  }
  CHECK_FALSE(find_measure("beauty"));
}

TEST_CASE("value text: shares as per cent, others with three decimals") {
  CHECK_EQ(value_text(Measure::Banding, 6'400), "0.64 %");
  CHECK_EQ(value_text(Measure::Noise, 3'141'592), "3.142");
  CHECK_EQ(value_text(Measure::FineDetail, -1'700'600), "-1.701");
}
