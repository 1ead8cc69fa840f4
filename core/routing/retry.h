// What comes after a setback: the same offer again, the next one, or the end. Source of the
// figures: reliability-security 5 (full jitter, base 250 ms, cap 20 s, 3 attempts).
#pragma once

#include <cstdint>

#include "base/random.h"
#include "catalog/offer.h"
#include "image/setback.h"

namespace fluxweir {

inline constexpr std::int32_t kMaxAttempts = 3;  // paid submits of one picture

enum class Next : std::uint8_t { Stop, SameOffer, NextOffer };

struct Decision {
  Next next = Next::Stop;
  Millis after;  // to wait first
};

struct Standing {
  std::int32_t attempts = 1;  // made so far, the failed one included
  bool others_left = false;   // offers that have not been asked
  Resubmit resubmit = Resubmit::Never;
};

// Never another offer after Moderated or Rejected; nothing at all while the outcome is Unknown,
// unless a repeat costs nothing.
Decision decide(const Setback& setback, const Standing& standing, Random& jitter);

// Full jitter: uniform in [0, min(20 s, 250 ms * 2^tries)).
Millis backoff(std::int32_t tries, Random& jitter);

}  // namespace fluxweir
