#include "quality/calibration.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "quality/write.h"

namespace fluxweir {
namespace {

// As a share of the way from `ok` to `fail`: what one more picture of the same kind may read beyond
// those that were seen.
constexpr std::int64_t kMarginParts = 10;

bool high_is_bad(const Rule& rule) { return rule.ok < rule.fail; }

const Rule* find_rule(Check check, Measure measure) {
  for (const Rule& rule : rules()) {
    if (rule.check == check && rule.measure == measure && rule.gate != Gate::Never) return &rule;
  }
  return nullptr;
}

// How far `measures` lies beyond the limit; nothing when it does not, or the rule says nothing.
std::optional<std::int64_t> excess(const Rule& rule, std::int64_t limit, const Measures& measures) {
  const auto value = measures.find(rule.measure);
  if (!value || !holds(rule.counts_if, measures) || !holds(rule.fails_if, measures)) return {};
  const std::int64_t beyond = high_is_bad(rule) ? *value - limit : limit - *value;
  return beyond > 0 ? std::optional(beyond) : std::nullopt;
}

bool rejects(const Rule& rule, std::int64_t limit, const Measures& measures) {
  return excess(rule, limit, measures).has_value();
}

using Samples = std::vector<CalibrationSample>;
using Half = std::span<const CalibrationSample>;

// By digest, each once.
std::size_t sort_out(Samples& samples) {
  std::sort(samples.begin(), samples.end(),
            [](const auto& a, const auto& b) { return a.digest < b.digest; });
  const auto end = std::unique(samples.begin(), samples.end(),
                               [](const auto& a, const auto& b) { return a.digest == b.digest; });
  const std::size_t repeated = static_cast<std::size_t>(samples.end() - end);
  samples.erase(end, samples.end());
  return repeated;
}

// The nearest-rank 99th percentile by badness, with the margin; the table's `ok` where no picture
// has the measure.
std::int64_t limit_of(const Rule& rule, Half half) {
  std::vector<std::int64_t> values;
  for (const CalibrationSample& sample : half) {
    const bool counts = holds(rule.counts_if, sample.measures);
    if (const auto value = sample.measures.find(rule.measure); value && counts)
      values.push_back(high_is_bad(rule) ? *value : -*value);
  }
  if (values.empty()) return rule.ok;
  std::sort(values.begin(), values.end());
  const std::size_t rank = (values.size() * 99 + 99) / 100;
  const std::int64_t value = high_is_bad(rule) ? values[rank - 1] : -values[rank - 1];
  const auto [low, high] = std::minmax(rule.ok, rule.fail);
  return std::clamp(value + (rule.fail - rule.ok) / kMarginParts, low, high);
}

std::size_t count_rejects(const Rule& rule, std::int64_t limit, Half half) {
  return static_cast<std::size_t>(std::count_if(
      half.begin(), half.end(),
      [&](const CalibrationSample& sample) { return rejects(rule, limit, sample.measures); }));
}

FittedRule fit_rule(const Rule& rule, Half fitting, Half held_out) {
  const std::int64_t limit = limit_of(rule, fitting);
  FittedRule out{{rule.check, rule.measure, limit}, rule.ok, rule.fail, 0, {}};
  out.held_out_rejects = count_rejects(rule, limit, held_out);
  if (out.held_out_rejects > 1 && out.held_out_rejects * 100 > held_out.size()) {
    out.left_out = "it rejects more than 1 % of the good pictures held out";
  } else if (rule.gate == Gate::NotOfGraphics &&
             count_rejects(rule, rule.fail, fitting) + count_rejects(rule, rule.fail, held_out) >
                 0) {
    out.left_out = "a good picture is a flat graphic";
  }
  return out;
}

std::string reason(const Rule& rule, std::int64_t limit, std::int64_t value) {
  return std::string(check_name(rule.check)) + ": " +
         std::string(measure_rows()[static_cast<std::size_t>(rule.measure)].name) + " is " +
         value_text(rule.measure, value) + ", accepted " +
         (high_is_bad(rule) ? "up to " : "from ") + value_text(rule.measure, limit) +
         (high_is_bad(rule) ? "" : " on");
}

}  // namespace

Result<Fit> fit(std::vector<CalibrationSample> samples) {
  Fit out;
  out.repeated = sort_out(samples);
  if (samples.size() < kCalibrationLeast) {
    return fail(make_error(ErrorCode::InvalidParameter,
                           "A calibration needs at least " + whole_text(kCalibrationLeast) +
                               " different good pictures, and there are " +
                               whole_text(samples.size())));
  }
  out.fitted = samples.size() / 2;
  out.held_out = samples.size() - out.fitted;
  out.calibration.pictures = static_cast<std::int64_t>(samples.size());
  const Half fitting = Half(samples).first(out.fitted),
             held_out = Half(samples).subspan(out.fitted);
  for (const Rule& rule : rules()) {
    if (rule.gate == Gate::Never) continue;
    out.rules.push_back(fit_rule(rule, fitting, held_out));
    if (out.rules.back().left_out.empty())
      out.calibration.limits.push_back(out.rules.back().fitted);
  }
  for (const CalibrationSample& sample : held_out) {
    if (!rejection(sample.measures, out.calibration, false).empty()) ++out.held_out_rejects;
  }
  return out;
}

std::string rejection(const Measures& measures, const Calibration& calibration, bool film_grain) {
  std::string worst;
  double furthest = 0;
  for (const FittedLimit& fitted : calibration.limits) {
    const Rule* rule = find_rule(fitted.check, fitted.measure);
    if (rule == nullptr) continue;
    const bool shifted = film_grain && rule->check == Check::Noise;
    const std::int64_t limit = fitted.limit + (shifted ? kFilmGrain : 0);
    const auto beyond = excess(*rule, limit, measures);
    if (!beyond) continue;
    // Measures have different units; the table's own way from good to bad is the common one.
    const auto way = std::max(rule->fail - rule->ok, rule->ok - rule->fail);
    const double distance = static_cast<double>(*beyond) / static_cast<double>(way);
    if (distance <= furthest) continue;
    furthest = distance;
    worst = reason(*rule, limit, *measures.find(rule->measure));
  }
  return worst;
}

void write_calibration(json::Writer& writer, const Calibration& calibration) {
  writer.begin_object().member("rules", kRulesVersion).member("pictures", calibration.pictures);
  writer.key("limits").begin_array();
  for (const FittedLimit& fitted : calibration.limits) {
    writer.begin_object().member("check", check_name(fitted.check));
    writer.member("measure", measure_rows()[static_cast<std::size_t>(fitted.measure)].name);
    writer.key("limit").raw(number_text(fitted.limit)).end_object();
  }
  writer.end_array().end_object();
}

}  // namespace fluxweir
