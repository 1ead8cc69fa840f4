// Seeded randomness and ids. The host hands 32 bytes of entropy to each machine at its opening; ids
// take one stream of it, picture seeds another, so that one can be pinned without the other.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/units.h"

namespace fluxweir {

using Entropy = std::array<std::uint8_t, 32>;

// xoshiro256++ seeded by splitmix64 (public domain, Blackman and Vigna, prng.di.unimi.it, read
// 2026-11-25). Not for secrets: ids carry it, signatures do not.
class Random {
 public:
  enum class Stream : std::uint8_t { Ids, Seeds, Jitter };
  Random(const Entropy& entropy, Stream stream);
  explicit Random(std::uint64_t seed);
  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound), bound > 0

 private:
  std::uint64_t state_[4];
};

// UUIDv7 (RFC 9562 5.7) in lower-case text: 48 bits of `wall`, then 74 random bits.
std::string make_uuid(UnixMillis wall, Random& random);

// 16 (span) or 32 (trace) lower-case hex digits, never all zero.
std::string make_hex_id(int digits, Random& random);

}  // namespace fluxweir
