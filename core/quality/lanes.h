// Sixteen bytes (Bytes), eight 16-bit integers (Words) or four of 32 bits (Longs) at a time: SSE2,
// WebAssembly's simd128 or plain loops, all with the same results. FLUXWEIR_SCALAR_LANES asks for
// the loops. What each has:
//
//   load, store, bytes_of, words_of, no_longs    memory and constants
//   least, greatest, distance, equal, &, |       of bytes; equal gives 0xFF or 0
//   sums(Bytes)                                  partial sums; which lanes hold them differs
//   low, high, pack                              bytes to words and back, clamped
//   widen(mask, upper)                           0xFF to 0xFFFF, of the upper or lower eight
//   +, -, *, &, greatest, upper_byte             of words; upper_byte is an unsigned shift by 8
//   dot, +                                       products of words, neighbours added up; longs
//   unzip                                        48 bytes r g b r g b ... into three
#pragma once

#include <cstddef>
#include <cstdint>

#if !defined(FLUXWEIR_SCALAR_LANES) && defined(__SSE2__)
#include "quality/lanes_sse2.h"
#elif !defined(FLUXWEIR_SCALAR_LANES) && defined(__wasm_simd128__)
#include "quality/lanes_wasm.h"
#else
#include "quality/lanes_scalar.h"
#endif

namespace fluxweir::quality {

inline constexpr std::size_t kLanes = 16;

inline Words magnitude(Words a) { return greatest(a, words_of(0) - a); }

inline std::int64_t total(Longs a) {
  std::int32_t lane[4];
  store(lane, a);
  return std::int64_t{lane[0]} + lane[1] + lane[2] + lane[3];
}

// All lanes when `left` >= 16, else the first `left`.
inline Bytes first_lanes(std::size_t left) {
  alignas(16) static constexpr std::uint8_t kMask[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                         0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                                         0xFF, 0xFF, 0xFF, 0xFF};
  return load(kMask + (left < kLanes ? kLanes - left : 0));
}

}  // namespace fluxweir::quality
