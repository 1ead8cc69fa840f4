// What the pictures of one run know of each other: which have come, so that none comes twice, and
// what was spent beside their making.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/units.h"
#include "image/inspection.h"

namespace fluxweir {

// A picture that has come whole.
struct Made {
  std::int32_t index = 0;
  std::uint64_t seed = 0;
  std::uint64_t bytes = 0;
  std::uint64_t digest = 0;
  std::vector<std::int32_t> hashes = {};  // Inspection::hashes, when it has been inspected
};

// What a run may spend for one purpose.
class Purse {
 public:
  // Whether `price` stays within `most`; nothing: no bound.
  bool allows(MicroUsd price, const std::optional<MicroUsd>& most) const {
    return !most || spent_ + price <= *most;
  }
  void spend(MicroUsd price) { spent_ = spent_ + price; }

 private:
  MicroUsd spent_;
};

class MadePictures {
 public:
  // False when one of another seed has the same bytes; else `one` is among them from now on.
  bool add(const Made& one);
  // False when one of another seed looks the same; else what was seen of picture `index` is kept to
  // compare others with. `index` has been added.
  bool add_sight(std::int32_t index, const Inspection& seen);
  // It will not be delivered.
  void forget(std::int32_t index);

  Purse remakes;
  Purse judge;

 private:
  std::vector<Made> all_;
};

}  // namespace fluxweir
