#include "quality/score.h"

#include <algorithm>
#include <cmath>

#include "quality/exact_math.h"

namespace fluxweir {
namespace {

// The least goodness in the composite: the geometric mean of ten parts is 0.5 when one is there.
constexpr double kLeastGoodness = 0.001;

// 1 at `ok`, 0 at `fail`, whichever is greater.
double ramp(std::int64_t value, std::int64_t ok, std::int64_t fail) {
  const double way = static_cast<double>(value - ok) / static_cast<double>(fail - ok);
  return 1 - std::clamp(way, 0.0, 1.0);
}

std::optional<Part> judge(const Rule& rule, const Stake& stake, const Measures& measures,
                          const ScoreOptions& options) {
  const auto value = measures.find(rule.measure);
  if (!value || !holds(rule.counts_if, measures)) return std::nullopt;
  const std::int64_t shift = options.film_grain && rule.check == Check::Noise ? kFilmGrain : 0;
  Part part = {rule.check, rule.measure, *value, rule.ok + shift, rule.fail + shift};
  const double goodness = ramp(*value, part.ok, part.fail);
  part.goodness_thousandths = static_cast<std::int32_t>(std::floor(goodness * 1000 + 0.5));
  part.weight = stake.weight;
  if (goodness < 1) part.verdict = Verdict::Warn;
  if (goodness <= 0 && holds(rule.fails_if, measures)) part.verdict = Verdict::Fail;
  part.verdict = std::min(part.verdict, stake.worst);
  return part;
}

// The worst part of each check, in the order of the checks.
std::vector<Part> judge_all(const Measures& measures, const ScoreOptions& options) {
  std::vector<Part> parts;
  for (const Rule& rule : rules()) {
    const Stake& stake = check_rows()[static_cast<std::size_t>(rule.check)]
                             .stakes[static_cast<std::size_t>(options.vertical)];
    if (stake.worst == Verdict::Pass) continue;
    const auto part = judge(rule, stake, measures, options);
    if (!part) continue;
    if (parts.empty() || parts.back().check != part->check) {
      parts.push_back(*part);
    } else if (part->goodness_thousandths < parts.back().goodness_thousandths) {
      parts.back() = *part;
    }
  }
  return parts;
}

double counted_goodness(const Part& part, Vertical vertical) {
  const double goodness = static_cast<double>(part.goodness_thousandths) / 1000;
  const Stake& stake =
      check_rows()[static_cast<std::size_t>(part.check)].stakes[static_cast<std::size_t>(vertical)];
  return std::max(kLeastGoodness, stake.worst == Verdict::Fail ? goodness : (1 + goodness) / 2);
}

std::int32_t composite(const std::vector<Part>& parts, Vertical vertical) {
  double least = 1, logarithms = 0, weights = 0;
  for (const Part& part : parts) {
    if (part.weight == 0) continue;
    const double goodness = counted_goodness(part, vertical);
    least = std::min(least, goodness);
    logarithms += part.weight * quality::log2_of(goodness);
    weights += part.weight;
  }
  const double mean = weights > 0 ? quality::exp2_of(logarithms / weights) : 1;
  return static_cast<std::int32_t>(std::floor(100'000 * (0.6 * least + 0.4 * mean) + 0.5));
}

std::string reason(const Part& part) {
  const bool failed = part.verdict == Verdict::Fail;
  std::string text(check_name(part.check));
  text += ": ";
  text += measure_rows()[static_cast<std::size_t>(part.measure)].name;
  text += " is " + value_text(part.measure, part.value);
  text += failed ? ", fails " : ", good ";
  const bool high_is_bad = part.ok < part.fail;
  text += failed == high_is_bad ? "from " : "up to ";
  text += value_text(part.measure, failed ? part.fail : part.ok);
  return text + (failed == high_is_bad ? " on" : "");
}

}  // namespace

Score score(const Measures& measures, const ScoreOptions& options) {
  Score out;
  out.parts = judge_all(measures, options);
  out.thousandths = composite(out.parts, options.vertical);
  std::vector<const Part*> bad;
  for (const Part& part : out.parts) {
    out.verdict = std::max(out.verdict, part.verdict);
    if (part.verdict != Verdict::Pass) bad.push_back(&part);
  }
  std::stable_sort(bad.begin(), bad.end(), [](const Part* a, const Part* b) {
    return a->verdict != b->verdict ? a->verdict > b->verdict
                                    : a->goodness_thousandths < b->goodness_thousandths;
  });
  for (const Part* part : bad) out.reasons.push_back(reason(*part));
  return out;
}

std::span<const std::string_view> not_evaluated() {
  static constexpr std::string_view kUnseen[] = {"faces", "likeness", "hands", "text",
                                                 "prompt_adherence"};
  return kUnseen;
}

}  // namespace fluxweir
