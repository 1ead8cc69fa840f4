#include "body_intake.h"

namespace fluxweir::native {
BodyIntake::BodyIntake(std::string_view) {}
std::string BodyIntake::take(std::string bytes) { return bytes; }
std::vector<TakenMedia> BodyIntake::finish() { return {}; }
}  // namespace fluxweir::native
