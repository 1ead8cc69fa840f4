// What a picture's pixels told a host that can decode it (core/quality). It speaks of signal
// defects only: faces, text and what the prompt asked for are not judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir {

// Whether pictures are scored before they are delivered; Guard also makes poor ones again.
enum class QualityMode : std::uint8_t { Off, Score, Guard };
std::string_view quality_mode_name(QualityMode mode);  // "score"
std::optional<QualityMode> find_quality_mode(std::string_view name);

// A picture that others choose is looked at up to so many, which every host's decoder takes.
inline constexpr std::int64_t kMostInspectedPixels = 24'000'000;

struct Inspection {
  // Why there is no score: host_cannot_decode, busy, not_decoded, size_not_measured,
  // calibration_not_valid; empty: there is one, or none was wanted.
  std::string unscored;
  std::int32_t score = 0;            // thousandths, 0..100'000
  std::string verdict;               // pass, warn, fail
  std::string rules;                 // version of the thresholds
  std::vector<std::string> reasons;  // why it does not pass, the worst first
  // "black" or "blank": no picture at all; "broken": its pixels are not all there; empty: a
  // picture.
  std::string placeholder;
  std::string report;  // every check and measure, a JSON object
  // The worst reason by thresholds fitted to the operator's own pictures; empty: there is none.
  std::string rejected = {};
  // The high and low halves of dHash and pHash; empty: unscored.
  std::vector<std::int32_t> hashes = {};

  bool wanted() const { return !unscored.empty() || !verdict.empty(); }
  bool scored() const { return wanted() && unscored.empty(); }
  bool operator==(const Inspection&) const = default;
};

// Whether two pictures are near-duplicates by their Inspection::hashes; never where one is empty.
bool looks_alike(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b);

}  // namespace fluxweir
