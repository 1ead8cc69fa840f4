// Perceptual hashes: two pictures that look alike differ in few bits.
#pragma once

#include <cstdint>

namespace fluxweir {

struct Fingerprint {
  std::uint64_t dhash = 0;
  std::uint64_t phash = 0;
  bool operator==(const Fingerprint&) const = default;
};

enum class Likeness : std::uint8_t { NearDuplicate, Similar, Different };

// By the Hamming distances of both hashes: at most 6 bits is a near-duplicate, at least 15 is
// different; the one that sees more difference decides. Source: image-quality.md 3.12, measured on
// photographs; over-exposure breaks both hashes.
Likeness compare(const Fingerprint& a, const Fingerprint& b);

}  // namespace fluxweir
