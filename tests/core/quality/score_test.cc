#include "quality/score.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/quality/scene.h"
#include "quality/damage.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

// A good picture's values; the tests change one at a time.
Measures good() {
  Measures out = *measure(scenes()[0].picture);
  const auto set = [&](Measure measure, std::int64_t millionths) {
    out.millionths[static_cast<std::size_t>(measure)] = millionths;
  };
  set(Measure::Mean, 120'000'000);
  set(Measure::Contrast, 50'000'000);
  set(Measure::LocalContrast, 20'000'000);
  set(Measure::BorderContrast, 5'000'000);
  set(Measure::EffectiveShare, 1'000'000);
  set(Measure::JpegGrid, 1'000'000);
  for (const Measure none : {Measure::ModeShare, Measure::ClipHigh, Measure::ClipHighInside,
                             Measure::Blur, Measure::Noise, Measure::Banding, Measure::Checkerboard,
                             Measure::Seam, Measure::Pixelation, Measure::Letterbox}) {
    set(none, 0);
  }
  return out;
}

Measures with(Measures measures, Measure measure, double value) {
  measures.millionths[static_cast<std::size_t>(measure)] = static_cast<std::int64_t>(value * 1e6);
  return measures;
}

Score general(const Measures& measures) { return score(measures, {}); }

const Part* find_part(const Score& judged, Check check) {
  for (const Part& part : judged.parts) {
    if (part.check == check) return &part;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("score: a picture without a fault has 100 in every vertical") {
  for (std::size_t i = 0; i < kVerticalCount; ++i) {
    const Score judged = score(good(), {.vertical = static_cast<Vertical>(i)});
    CHECK_EQ(judged.thousandths, 100'000);
    CHECK(judged.verdict == Verdict::Pass);
    CHECK(judged.reasons.empty());
  }
}

TEST_CASE("score: one part half way down weighs as the formula says") {
  // Blur 0.52 is half way from 0.42 to 0.62; ten parts: 0.6 x 0.5 + 0.4 x 0.5^(1/10).
  const Score judged = general(with(good(), Measure::Blur, 0.52));
  CHECK_EQ(find_part(judged, Check::Blur)->goodness_thousandths, 500);
  CHECK_EQ(judged.thousandths, 67'321);
  CHECK(judged.verdict == Verdict::Warn);
  REQUIRE_EQ(judged.reasons.size(), 1);
  CHECK_EQ(judged.reasons[0], "blur: blur is 0.52, good up to 0.42");
}

TEST_CASE("score: one fatal part is not averaged away") {
  const Score judged = general(with(good(), Measure::Noise, 20));
  CHECK(judged.verdict == Verdict::Fail);
  CHECK_LT(judged.thousandths, 21'000);
  CHECK_EQ(judged.reasons[0], "noise: noise is 20, fails from 14 on");
}

TEST_CASE("score: a dark scene is legal, an empty dark one is not") {
  const Measures dark = with(good(), Measure::Mean, 8);
  CHECK(general(dark).verdict == Verdict::Warn);
  CHECK(general(with(dark, Measure::Contrast, 5)).verdict == Verdict::Fail);
}

TEST_CASE("score: banding counts only while there is no grid") {
  const Measures banded = with(good(), Measure::Banding, 0.05);
  CHECK(general(banded).verdict == Verdict::Fail);
  CHECK(find_part(general(with(banded, Measure::JpegGrid, 1.6)), Check::Banding) == nullptr);
}

TEST_CASE("score: flat squares fail a picture with contrast only") {
  const Measures flat = with(good(), Measure::Pixelation, 0.6);
  CHECK(general(flat).verdict == Verdict::Fail);
  CHECK(general(with(flat, Measure::Contrast, 20)).verdict == Verdict::Warn);
}

TEST_CASE("score: creative pictures may be blurred, dark and blocky") {
  const Score judged = score(with(with(good(), Measure::Blur, 0.9), Measure::Pixelation, 0.9),
                             {.vertical = Vertical::Creative});
  CHECK(judged.verdict == Verdict::Warn);
  CHECK_EQ(judged.thousandths, 100'000);
  CHECK_EQ(judged.reasons.size(), 2);
}

TEST_CASE("score: white around a product is no fault, white within one warns") {
  const Measures around = with(good(), Measure::ClipHigh, 0.5);
  CHECK(general(around).verdict == Verdict::Fail);
  CHECK(score(around, {.vertical = Vertical::Product}).verdict == Verdict::Pass);
  CHECK(
      score(with(around, Measure::ClipHighInside, 0.5), {.vertical = Vertical::Product}).verdict ==
      Verdict::Warn);
}

TEST_CASE("score: wanted grain is allowed four levels more noise") {
  const Measures grainy = with(good(), Measure::Noise, 6.5);
  CHECK(general(grainy).verdict == Verdict::Warn);
  CHECK(score(grainy, {.film_grain = true}).verdict == Verdict::Pass);
}

TEST_CASE("score: blur costs fashion more than others") {
  const Measures soft = with(good(), Measure::Blur, 0.55);
  CHECK_LT(score(soft, {.vertical = Vertical::Fashion}).thousandths, general(soft).thousandths);
}

TEST_CASE("score: what is absent says nothing") {
  Measures measures = good();
  measures.millionths[static_cast<std::size_t>(Measure::EffectiveShare)] = Measures::kAbsent;
  CHECK(find_part(general(measures), Check::Resolution) == nullptr);
}

TEST_CASE("rules: what the literature calls unreliable never fails a picture") {
  for (const Rule& rule : rules()) {
    if (measure_rows()[static_cast<std::size_t>(rule.measure)].may_gate) continue;
    for (const Stake& stake : check_rows()[static_cast<std::size_t>(rule.check)].stakes) {
      CHECK_NE(stake.worst, Verdict::Fail);
    }
  }
}

TEST_CASE("rules: those of one check stand together, in the order of the checks") {
  CHECK(std::is_sorted(rules().begin(), rules().end(),
                       [](const Rule& a, const Rule& b) { return a.check < b.check; }));
  for (const CheckRow& row : check_rows()) {
    CHECK(std::any_of(rules().begin(), rules().end(),
                      [&](const Rule& rule) { return rule.check == row.check; }));
  }
}

TEST_CASE("verticals: each has a name of its own") {
  for (std::size_t i = 0; i < kVerticalCount; ++i) {
    const Vertical vertical = static_cast<Vertical>(i);
    CHECK(find_vertical(vertical_name(vertical)) == vertical);
  }
  CHECK_FALSE(find_vertical("sport"));
}
