// Thresholds fitted to an operator's own good pictures: what the guard rejects by. Only rules whose
// row says so may gate (rules.h); what they are fitted from and checked against is kept apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/writer.h"
#include "quality/measure.h"
#include "quality/rules.h"

namespace fluxweir {

struct FittedLimit {
  Check check = Check::Blank;
  Measure measure = Measure::Contrast;
  std::int64_t limit = 0;  // millionths; the value itself is still accepted
  bool operator==(const FittedLimit&) const = default;
};

// The object `quality.calibration` of the settings.
struct Calibration {
  std::int64_t pictures = 0;  // it was fitted and checked with, in all
  std::vector<FittedLimit> limits;
  bool operator==(const Calibration&) const = default;
};

struct CalibrationSample {
  std::string digest;  // of the picture's bytes: decides its half, whatever the file is called
  Measures measures;
};

// With half of 40 held out, a limit that rejects one good picture in five is found out in 93 runs
// of 100 (two or more of 20, binomial). Below, hardly anything would be.
inline constexpr std::size_t kCalibrationLeast = 40;

struct FittedRule {
  FittedLimit fitted;
  std::int64_t ok = 0;               // the table's, millionths
  std::int64_t fail = 0;             // the table's, millionths
  std::size_t held_out_rejects = 0;  // good pictures that the limit would reject
  std::string left_out;              // why it does not gate; empty: it does
};

struct Fit {
  Calibration calibration;           // the rules that gate
  std::vector<FittedRule> rules;     // all that may
  std::size_t fitted = 0;            // pictures that the limits come from
  std::size_t held_out = 0;          // pictures that they were checked against
  std::size_t held_out_rejects = 0;  // of those, by any rule that gates
  std::size_t repeated = 0;          // samples left out: of a digest that was there already
};

// The limit of each rule is the 99th percentile of the fitting half (the 1st where low is bad; the
// nearest rank) plus a tenth of the way from the table's `ok` to its `fail`, and lies between those
// two: never tighter than what is good for all, never looser than what fails anywhere. A rule that
// rejects more than one picture and more than 1 % of the held-out half does not gate. The halves
// are the lower and the upper half by digest. Fails with InvalidParameter when there are fewer than
// kCalibrationLeast different pictures.
Result<Fit> fit(std::vector<CalibrationSample> samples);

// The furthest past its limit, "blur: blur is 0.71, accepted up to 0.5"; empty: none is past.
// `film_grain` allows as much more noise as the score does.
std::string rejection(const Measures& measures, const Calibration& calibration, bool film_grain);

// Fails with InvalidJson or InvalidParameter; the pointers of faults begin with `at`. Of other
// rules than this build's it is refused: its limits would mean something else.
Result<Calibration> read_calibration(std::string_view text, std::string_view at = "");

// The whole object.
void write_calibration(json::Writer& writer, const Calibration& calibration);

}  // namespace fluxweir
