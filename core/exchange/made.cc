#include "exchange/made.h"

#include <algorithm>

namespace fluxweir {

bool MadePictures::add(const Made& one) {
  for (const Made& other : all_) {
    const bool same = other.digest == one.digest && other.bytes == one.bytes;
    if (same && other.seed != one.seed) return false;
  }
  all_.push_back(one);
  return true;
}

bool MadePictures::add_sight(std::int32_t index, const Inspection& seen) {
  const auto at = [&](const Made& one) { return one.index == index; };
  const auto mine = std::find_if(all_.begin(), all_.end(), at);
  for (const Made& other : all_) {
    if (other.seed != mine->seed && looks_alike(other.hashes, seen.hashes)) return false;
  }
  mine->hashes = seen.hashes;
  return true;
}

void MadePictures::forget(std::int32_t index) {
  std::erase_if(all_, [&](const Made& one) { return one.index == index; });
}

}  // namespace fluxweir
