#include "quality/calibration.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "core/quality/scene.h"
#include "quality/damage.h"
#include "quality/inspect.h"
#include "quality/write.h"

using namespace fluxweir;
using namespace fluxweir::test;

namespace {

constexpr Size kSmall = {320, 240};

// Sixty good pictures: ten scenes of the painter's, six of each.
const std::vector<Raster>& good_pictures() {
  static const std::vector<Raster> kAll = [] {
    std::vector<Raster> all;
    for (const char* prompt : {"mountains with a lake at dawn", "autumn forest", "a sailboat",
                               "purple flowers in a meadow", "portrait of a woman",
                               "a cup of coffee and a bowl of fruit", "desert dunes at golden hour",
                               "a red lighthouse in fog", "a bottle of wine", "a spiral galaxy"}) {
      for (std::uint64_t seed = 1; seed <= 6; ++seed) all.push_back(painted(prompt, seed, kSmall));
    }
    return all;
  }();
  return kAll;
}

std::string digest_of(const Raster& picture) {
  return sha256({reinterpret_cast<const char*>(picture.rgb.data()), picture.rgb.size()});
}

std::vector<CalibrationSample> good_samples() {
  std::vector<CalibrationSample> out;
  for (const Raster& picture : good_pictures())
    out.push_back({digest_of(picture), *measure(picture)});
  return out;
}

// `count` samples that differ in nothing but their digest, with every measure at `value`
// millionths.
std::vector<CalibrationSample> made_up(std::size_t count, std::int64_t value = 0) {
  std::vector<CalibrationSample> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i].digest = whole_text(1000 + i);
    out[i].measures.millionths.fill(value);
    out[i].measures.millionths[static_cast<std::size_t>(Measure::Contrast)] = 50'000'000;
  }
  return out;
}

void set(CalibrationSample& sample, Measure measure, double value) {
  sample.measures.millionths[static_cast<std::size_t>(measure)] =
      static_cast<std::int64_t>(value * 1e6);
}

const FittedRule& rule_of(const Fit& fitted, Measure measure) {
  const auto found = std::find_if(fitted.rules.begin(), fitted.rules.end(),
                                  [&](const auto& rule) { return rule.fitted.measure == measure; });
  REQUIRE(found != fitted.rules.end());
  return *found;
}

std::string written(const Calibration& calibration) {
  json::Writer writer;
  write_calibration(writer, calibration);
  return writer.take();
}

std::string faults(const std::string& text) {
  const auto read = read_calibration(text, "/c");
  REQUIRE_FALSE(read.has_value());
  std::string all;
  for (const Fault& fault : read.error().faults)
    all += (all.empty() ? "" : "; ") + fault.rule + " " + fault.path;
  return all;
}

const std::string kHead = R"({"rules":")" + std::string(kRulesVersion) + R"(","pictures":50,)";

std::string with_limit(const std::string& row) { return kHead + R"("limits":[)" + row + "]}"; }

}  // namespace

TEST_CASE("calibration: fitted on good pictures it rejects none of those held out") {
  const auto fitted = fit(good_samples());
  REQUIRE(fitted.has_value());
  CHECK_EQ(fitted->fitted, 30);
  CHECK_EQ(fitted->held_out, 30);
  CHECK_EQ(fitted->calibration.pictures, 60);
  CHECK_EQ(fitted->held_out_rejects, 0);
  CHECK_GE(fitted->calibration.limits.size(), 8);
}

TEST_CASE("calibration: strong damage is rejected, by the check that is for it") {
  const auto fitted = fit(good_samples());
  REQUIRE(fitted.has_value());
  using quality::Damage;
  struct Row {
    Damage damage;
    std::string reason;
  };
  const Row rows[] = {
      {Damage::Blur, "blur: "},         {Damage::Noise, "noise: "},
      {Damage::Jpeg, "jpeg: "},         {Damage::Checkerboard, "checkerboard: "},
      {Damage::OverExpose, "clipping"}, {Damage::Blank, "blank: "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.reason);
    const Raster worse =
        quality::damaged(good_pictures()[0], row.damage, quality::kDamageLevels, 1);
    const Inspection seen = inspect(worse, {.calibration = &fitted->calibration});
    CHECK_EQ(seen.rejected.substr(0, row.reason.size()), row.reason);
  }
}

TEST_CASE("calibration: without one nothing is rejected") {
  const Raster worse =
      quality::damaged(good_pictures()[0], quality::Damage::Noise, quality::kDamageLevels, 1);
  CHECK(inspect(worse, {}).rejected.empty());
}

TEST_CASE("calibration: names and order of the pictures do not matter") {
  auto samples = good_samples();
  const auto fitted = fit(samples);
  std::reverse(samples.begin(), samples.end());
  const auto again = fit(samples);
  REQUIRE((fitted && again));
  CHECK_EQ(written(fitted->calibration), written(again->calibration));
}

TEST_CASE("calibration: the limit is the 99th percentile and a tenth of the way to failing") {
  auto samples = made_up(40);
  set(samples[3], Measure::Noise, 6.5);  // of the lower half, which is fitted
  const auto fitted = fit(samples);
  REQUIRE(fitted.has_value());
  CHECK_EQ(rule_of(*fitted, Measure::Noise).fitted.limit, 7'600'000);  // 6.5 + (14 - 3) / 10
  set(samples[3], Measure::Contrast, 20);                              // low is bad
  CHECK_EQ(rule_of(*fit(samples), Measure::Contrast).fitted.limit, 18'000'000);
}

TEST_CASE("calibration: a limit is never tighter than ok nor looser than fail") {
  auto samples = made_up(40);
  for (auto& sample : samples) set(sample, Measure::Noise, 0.1);
  CHECK_EQ(rule_of(*fit(samples), Measure::Noise).fitted.limit, 3'000'000);
  set(samples[0], Measure::Noise, 30);
  CHECK_EQ(rule_of(*fit(samples), Measure::Noise).fitted.limit, 14'000'000);
}

TEST_CASE("calibration: a check that rejects good pictures held out does not gate") {
  auto samples = made_up(40);
  set(samples[30], Measure::Seam, 50);
  const auto one = fit(samples);
  CHECK_EQ(rule_of(*one, Measure::Seam).held_out_rejects, 1);
  CHECK(rule_of(*one, Measure::Seam).left_out.empty());
  CHECK_EQ(one->held_out_rejects, 1);
  set(samples[31], Measure::Seam, 50);
  const auto two = fit(samples);
  CHECK_EQ(rule_of(*two, Measure::Seam).left_out,
           "it rejects more than 1 % of the good pictures held out");
  CHECK_EQ(two->held_out_rejects, 0);
  CHECK_EQ(written(two->calibration).find("seam"), std::string::npos);
}

TEST_CASE("calibration: pixelation does not gate where a good picture is a flat graphic") {
  auto samples = made_up(40);
  set(samples[2], Measure::Pixelation, 0.7);
  CHECK_EQ(rule_of(*fit(samples), Measure::Pixelation).left_out,
           "a good picture is a flat graphic");
}

TEST_CASE("calibration: too few pictures are refused, and copies do not count") {
  auto samples = made_up(39);
  samples.push_back(samples[0]);
  const auto few = fit(samples);
  REQUIRE_FALSE(few.has_value());
  CHECK_EQ(few.error().message,
           "A calibration needs at least 40 different good pictures, and there are 39");
  samples.push_back(made_up(40).back());
  const auto enough = fit(samples);
  REQUIRE(enough.has_value());
  CHECK_EQ(enough->repeated, 1);
}

TEST_CASE("calibration: the furthest past its limit is the reason") {
  const Calibration calibration = {50,
                                   {{Check::Noise, Measure::Noise, 5'000'000},
                                    {Check::Blur, Measure::Blur, 500'000},
                                    {Check::Blank, Measure::Contrast, 20'000'000}}};
  CalibrationSample sample = made_up(1)[0];
  set(sample, Measure::Noise, 5);
  CHECK_EQ(rejection(sample.measures, calibration, false), "");
  set(sample, Measure::Noise, 6);
  CHECK_EQ(rejection(sample.measures, calibration, false), "noise: noise is 6, accepted up to 5");
  set(sample, Measure::Blur, 0.6);
  CHECK_EQ(rejection(sample.measures, calibration, false), "blur: blur is 0.6, accepted up to 0.5");
  set(sample, Measure::Contrast, 3);
  CHECK_EQ(rejection(sample.measures, calibration, false),
           "blank: contrast is 3, accepted from 20 on");
}

TEST_CASE("calibration: wanted film grain may have as much more noise as in the score") {
  const Calibration calibration = {50, {{Check::Noise, Measure::Noise, 5'000'000}}};
  CalibrationSample sample = made_up(1)[0];
  set(sample, Measure::Noise, 9);
  CHECK_NE(rejection(sample.measures, calibration, false), "");
  CHECK_EQ(rejection(sample.measures, calibration, true), "");
}

TEST_CASE("calibration: banding is not held against strong JPEG") {
  const Calibration calibration = {50, {{Check::Banding, Measure::Banding, 10'000}}};
  CalibrationSample sample = made_up(1)[0];
  set(sample, Measure::Banding, 0.02);
  CHECK_NE(rejection(sample.measures, calibration, false), "");
  set(sample, Measure::JpegGrid, 1.6);
  CHECK_EQ(rejection(sample.measures, calibration, false), "");
}

TEST_CASE("calibration: reads what it wrote") {
  const auto fitted = fit(good_samples());
  REQUIRE(fitted.has_value());
  const auto read = read_calibration(written(fitted->calibration));
  REQUIRE(read.has_value());
  CHECK(*read == fitted->calibration);
}

TEST_CASE("calibration: of other rules it is refused and says what to do") {
  const auto read = read_calibration(R"({"rules":"2020-1-1","pictures":50,"limits":[]})", "/c");
  REQUIRE_FALSE(read.has_value());
  CHECK_NE(read.error().message.find("run `fluxweir calibrate` again"), std::string::npos);
  CHECK_EQ(read.error().faults[0].path, "/c/rules");
}

TEST_CASE("calibration: names every fault by its pointer") {
  CHECK_EQ(faults("[]"), "type /c");
  CHECK_EQ(faults("{}"), "one_of /c/rules");
  CHECK_EQ(faults(kHead + R"("zzz":1})"), "unknown /c/zzz; missing /c/limits");
  CHECK_EQ(faults(kHead + R"("limits":{}})"), "type /c/limits");
  CHECK_EQ(faults(with_limit("1")), "type /c/limits/0");
  CHECK_EQ(faults(with_limit(R"({"check":"blur","measure":"blur"})")), "missing /c/limits/0/limit");
  CHECK_EQ(faults(with_limit(R"({"check":"blur","measure":"blur","limit":0.1})")),
           "range /c/limits/0/limit");
  CHECK_EQ(faults(with_limit(R"({"check":"blur","measure":"noise","limit":0.5})")),
           "one_of /c/limits/0/measure");
  const std::string row = R"({"check":"blur","measure":"blur","limit":0.5})";
  CHECK_EQ(faults(with_limit(row + "," + row)), "unique /c/limits/1");
}

TEST_CASE("calibration: style and unreliable measures never gate") {
  std::set<std::string_view> gating;
  for (const Rule& rule : rules()) {
    if (rule.gate == Gate::Never) continue;
    const MeasureRow& row = measure_rows()[static_cast<std::size_t>(rule.measure)];
    CHECK(row.may_gate);
    gating.insert(row.name);
  }
  const auto fitted = fit(good_samples());
  REQUIRE(fitted.has_value());
  for (const FittedRule& rule : fitted->rules)
    CHECK_EQ(gating.count(measure_rows()[static_cast<std::size_t>(rule.fitted.measure)].name), 1);
  for (const char* never :
       {"colourfulness", "colour_cast", "effective_share", "effective_megapixels", "fine_detail",
        "letterbox", "laplacian_variance", "tenengrad", "mean", "local_contrast",
        "border_contrast"}) {
    CAPTURE(never);
    CHECK_EQ(gating.count(never), 0);
  }
  CHECK_EQ(faults(with_limit(R"({"check":"letterbox","measure":"letterbox","limit":0.1})")),
           "one_of /c/limits/0/check");
}
