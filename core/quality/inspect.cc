#include "quality/inspect.h"

#include <algorithm>

#include "quality/measure.h"
#include "quality/score.h"
#include "quality/write.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kBlackMean = 8'000'000;  // levels, in millionths: image-quality.md 3.1

// "black", "blank" or nothing: what fails as blank is no picture.
std::string placeholder_of(const Measures& measures, const Score& score) {
  const bool blank = std::any_of(score.parts.begin(), score.parts.end(), [](const Part& part) {
    return part.check == Check::Blank && part.verdict == Verdict::Fail;
  });
  if (!blank) return {};
  return measures.find(Measure::Mean).value_or(0) < kBlackMean ? "black" : "blank";
}

}  // namespace

Inspection inspect(const Raster& picture, bool film_grain) {
  Inspection seen;
  const Result<Measures> measures = measure(picture);
  if (!measures) {
    seen.unscored = "size_not_measured";
    return seen;
  }
  const ScoreOptions options{Vertical::General, film_grain};
  const Score scored = score(*measures, options);
  seen.score = scored.thousandths;
  seen.verdict = verdict_name(scored.verdict);
  seen.rules = kRulesVersion;
  seen.reasons = scored.reasons;
  seen.placeholder = placeholder_of(*measures, scored);
  json::Writer report;
  report.begin_object();
  write_score(report, *measures, scored, options.vertical);
  report.end_object();
  seen.report = report.take();
  return seen;
}

}  // namespace fluxweir
