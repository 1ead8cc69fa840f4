#include "image/fingerprint.h"

#include <algorithm>
#include <bit>

namespace fluxweir {

Likeness compare(const Fingerprint& a, const Fingerprint& b) {
  const int distance = std::max(std::popcount(a.dhash ^ b.dhash), std::popcount(a.phash ^ b.phash));
  if (distance <= 6) return Likeness::NearDuplicate;
  return distance < 15 ? Likeness::Similar : Likeness::Different;
}

}  // namespace fluxweir
