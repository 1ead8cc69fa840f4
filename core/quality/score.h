// Judges what was measured: a verdict and a goodness for each check, one number for the whole, and
// the reasons. It speaks of signal defects only; what it can't see is listed, never guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quality/measure.h"
#include "quality/rules.h"

namespace fluxweir {

struct ScoreOptions {
  Vertical vertical = Vertical::General;
  bool film_grain = false;  // grain is wanted (raw mode)
};

// What one check says, by its worst rule.
struct Part {
  Check check;
  Measure measure;
  std::int64_t value = 0;                    // millionths
  std::int64_t ok = 0;                       // the rule's, millionths
  std::int64_t fail = 0;                     // the rule's, millionths
  std::int32_t goodness_thousandths = 1000;  // 0..1000
  int weight = 0;                            // tenths; 0 does not count in the composite
  Verdict verdict = Verdict::Pass;
  bool operator==(const Part&) const = default;
};

struct Score {
  std::int32_t thousandths = 0;  // 0..100'000 for 0..100
  Verdict verdict = Verdict::Pass;
  std::vector<Part> parts;           // one for each check that says anything here
  std::vector<std::string> reasons;  // one for each part that does not pass, the worst first
};

// 100 (0.6 min(g) + 0.4 geomean(g)) over the goodness of the weighted parts (image-quality.md 4):
// the minimum keeps one fatal defect from being averaged away. A part that may only warn counts (1
// + g) / 2.
Score score(const Measures& measures, const ScoreOptions& options);

// What no measure here can tell: "faces", "text", ...
std::span<const std::string_view> not_evaluated();

}  // namespace fluxweir
