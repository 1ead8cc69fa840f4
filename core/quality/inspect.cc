#include "quality/inspect.h"

#include <algorithm>

#include "quality/calibration.h"
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

std::vector<std::int32_t> halves(const Fingerprint& hashes) {
  std::vector<std::int32_t> all;
  for (const std::uint64_t hash : {hashes.dhash, hashes.phash}) {
    all.push_back(static_cast<std::int32_t>(hash >> 32));
    all.push_back(static_cast<std::int32_t>(hash));
  }
  return all;
}

}  // namespace

Inspection inspect(const Raster& picture, const InspectOptions& wanted) {
  Inspection seen;
  const Result<Measures> measures = measure(picture);
  if (!measures) {
    seen.unscored = "size_not_measured";
    return seen;
  }
  const ScoreOptions options{Vertical::General, wanted.film_grain};
  const Score scored = score(*measures, options);
  seen.score = scored.thousandths;
  seen.verdict = verdict_name(scored.verdict);
  seen.rules = kRulesVersion;
  seen.reasons = scored.reasons;
  seen.placeholder = placeholder_of(*measures, scored);
  if (wanted.calibration != nullptr)
    seen.rejected = rejection(*measures, *wanted.calibration, wanted.film_grain);
  seen.hashes = halves(measures->fingerprint);
  json::Writer report;
  report.begin_object();
  write_score(report, *measures, scored, options.vertical);
  report.end_object();
  seen.report = report.take();
  return seen;
}

}  // namespace fluxweir
