// Time and randomness for the core, which reads neither by itself.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/units.h"

namespace fluxweir::native {

// What a test may pin, so that answers are the same on every run.
struct Pins {
  std::optional<Entropy> entropy;
  std::optional<UnixMillis> wall;
};

Instant read_mono();
Now read_now(const Pins& pins = {});
// 32 bytes from the kernel. Ends the process when it gives none: nothing is safe without.
Entropy read_entropy(const Pins& pins = {});

}  // namespace fluxweir::native
