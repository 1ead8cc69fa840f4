#include "image/inspection.h"

#include "image/fingerprint.h"

namespace fluxweir {
namespace {

constexpr std::string_view kModes[] = {"off", "score", "guard"};

std::uint64_t joined(std::int32_t high, std::int32_t low) {
  return (static_cast<std::uint64_t>(high) << 32) | static_cast<std::uint32_t>(low);
}

Fingerprint fingerprint(const std::vector<std::int32_t>& halves) {
  return {joined(halves[0], halves[1]), joined(halves[2], halves[3])};
}

}  // namespace

std::string_view quality_mode_name(QualityMode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}

std::optional<QualityMode> find_quality_mode(std::string_view name) {
  for (const QualityMode mode : {QualityMode::Off, QualityMode::Score, QualityMode::Guard}) {
    if (name == quality_mode_name(mode)) return mode;
  }
  return std::nullopt;
}

bool looks_alike(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
  if (a.size() != 4 || b.size() != 4) return false;
  return compare(fingerprint(a), fingerprint(b)) == Likeness::NearDuplicate;
}

}  // namespace fluxweir
