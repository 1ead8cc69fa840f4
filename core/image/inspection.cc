#include "image/inspection.h"

namespace fluxweir {
namespace {

constexpr std::string_view kModes[] = {"off", "score"};

}  // namespace

std::string_view quality_mode_name(QualityMode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}

std::optional<QualityMode> find_quality_mode(std::string_view name) {
  for (const QualityMode mode : {QualityMode::Off, QualityMode::Score}) {
    if (name == quality_mode_name(mode)) return mode;
  }
  return std::nullopt;
}

}  // namespace fluxweir
