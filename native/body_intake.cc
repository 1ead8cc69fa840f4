#include "body_intake.h"

#include <utility>

namespace fluxweir::native {

std::vector<TakenMedia> BodyIntake::finish(std::string& seen) {
  seen += intake_.finish(*this);
  return std::move(taken_);
}

void BodyIntake::end(bool whole) {
  taken_.push_back({Blobs::make(std::exchange(bytes_, {}), std::move(type_)), whole});
}

}  // namespace fluxweir::native
