// Sixteen bytes or eight 16-bit integers at a time: SSE2, WebAssembly's simd128 or plain loops, all
// with the same results. FLUXWEIR_SCALAR_LANES asks for the loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#if !defined(FLUXWEIR_SCALAR_LANES) && defined(__SSE2__)
#include <emmintrin.h>
#define FLUXWEIR_LANES_SSE2 1
#elif !defined(FLUXWEIR_SCALAR_LANES) && defined(__wasm_simd128__)
#include <wasm_simd128.h>
#define FLUXWEIR_LANES_WASM 1
#endif

namespace fluxweir::quality {

inline constexpr std::size_t kLanes = 16;

#if defined(FLUXWEIR_LANES_SSE2)

struct Bytes {
  __m128i v;
};
struct Words {
  __m128i v;
};
struct Longs {
  __m128i v;
};

inline Bytes load(const std::uint8_t* at) {
  return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))};
}
inline void store(std::uint8_t* at, Bytes a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(at), a.v);
}
inline Words load(const std::int16_t* at) {
  return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))};
}
inline void store(std::int16_t* at, Words a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(at), a.v);
}
inline Bytes bytes_of(std::uint8_t value) { return {_mm_set1_epi8(static_cast<char>(value))}; }
inline Words words_of(std::int16_t value) { return {_mm_set1_epi16(value)}; }
inline Longs no_longs() { return {_mm_setzero_si128()}; }

inline Bytes least(Bytes a, Bytes b) { return {_mm_min_epu8(a.v, b.v)}; }
inline Bytes greatest(Bytes a, Bytes b) { return {_mm_max_epu8(a.v, b.v)}; }
inline Bytes distance(Bytes a, Bytes b) {
  return {_mm_or_si128(_mm_subs_epu8(a.v, b.v), _mm_subs_epu8(b.v, a.v))};
}
inline Bytes equal(Bytes a, Bytes b) { return {_mm_cmpeq_epi8(a.v, b.v)}; }
inline Bytes operator&(Bytes a, Bytes b) { return {_mm_and_si128(a.v, b.v)}; }
inline Bytes operator|(Bytes a, Bytes b) { return {_mm_or_si128(a.v, b.v)}; }
// Partial sums of the sixteen bytes; how many lanes hold them differs.
inline Longs sums(Bytes a) { return {_mm_sad_epu8(a.v, _mm_setzero_si128())}; }
inline Words low(Bytes a) { return {_mm_unpacklo_epi8(a.v, _mm_setzero_si128())}; }
inline Words high(Bytes a) { return {_mm_unpackhi_epi8(a.v, _mm_setzero_si128())}; }
inline Bytes pack(Words a, Words b) { return {_mm_packus_epi16(a.v, b.v)}; }

inline Words operator+(Words a, Words b) { return {_mm_add_epi16(a.v, b.v)}; }
inline Words operator-(Words a, Words b) { return {_mm_sub_epi16(a.v, b.v)}; }
inline Words operator*(Words a, Words b) { return {_mm_mullo_epi16(a.v, b.v)}; }
inline Words operator&(Words a, Words b) { return {_mm_and_si128(a.v, b.v)}; }
inline Words greatest(Words a, Words b) { return {_mm_max_epi16(a.v, b.v)}; }
inline Words upper_byte(Words a) { return {_mm_srli_epi16(a.v, 8)}; }  // as unsigned
inline Words widen(Bytes mask, bool upper) {                           // 0xFF -> 0xFFFF
  return {upper ? _mm_unpackhi_epi8(mask.v, mask.v) : _mm_unpacklo_epi8(mask.v, mask.v)};
}
// Neighbouring products added up: four sums of two.
inline Longs dot(Words a, Words b) { return {_mm_madd_epi16(a.v, b.v)}; }
inline Longs operator+(Longs a, Longs b) { return {_mm_add_epi32(a.v, b.v)}; }

inline void store(std::int32_t* at, Longs a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(at), a.v);
}

// One step of taking threes apart, which is four such steps long.
inline void unzip_step(Bytes& a, Bytes& b, Bytes& c) {
  const __m128i p = _mm_unpacklo_epi8(a.v, _mm_unpackhi_epi64(b.v, b.v));
  const __m128i q = _mm_unpacklo_epi8(_mm_unpackhi_epi64(a.v, a.v), c.v);
  const __m128i r = _mm_unpacklo_epi8(b.v, _mm_unpackhi_epi64(c.v, c.v));
  a.v = p;
  b.v = q;
  c.v = r;
}
// r g b r g b ... of 48 bytes into three.
inline void unzip(const std::uint8_t* rgb, Bytes& r, Bytes& g, Bytes& b) {
  r = load(rgb);
  g = load(rgb + 16);
  b = load(rgb + 32);
  for (int i = 0; i < 4; ++i) unzip_step(r, g, b);
}

#elif defined(FLUXWEIR_LANES_WASM)

struct Bytes {
  v128_t v;
};
struct Words {
  v128_t v;
};
struct Longs {
  v128_t v;
};

inline Bytes load(const std::uint8_t* at) { return {wasm_v128_load(at)}; }
inline void store(std::uint8_t* at, Bytes a) { wasm_v128_store(at, a.v); }
inline Words load(const std::int16_t* at) { return {wasm_v128_load(at)}; }
inline void store(std::int16_t* at, Words a) { wasm_v128_store(at, a.v); }
inline Bytes bytes_of(std::uint8_t value) {
  return {wasm_i8x16_splat(static_cast<signed char>(value))};
}
inline Words words_of(std::int16_t value) { return {wasm_i16x8_splat(value)}; }
inline Longs no_longs() { return {wasm_i32x4_splat(0)}; }

inline Bytes least(Bytes a, Bytes b) { return {wasm_u8x16_min(a.v, b.v)}; }
inline Bytes greatest(Bytes a, Bytes b) { return {wasm_u8x16_max(a.v, b.v)}; }
inline Bytes distance(Bytes a, Bytes b) {
  return {wasm_v128_or(wasm_u8x16_sub_sat(a.v, b.v), wasm_u8x16_sub_sat(b.v, a.v))};
}
inline Bytes equal(Bytes a, Bytes b) { return {wasm_i8x16_eq(a.v, b.v)}; }
inline Bytes operator&(Bytes a, Bytes b) { return {wasm_v128_and(a.v, b.v)}; }
inline Bytes operator|(Bytes a, Bytes b) { return {wasm_v128_or(a.v, b.v)}; }
inline Longs sums(Bytes a) {
  return {wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(a.v))};
}
inline Words low(Bytes a) { return {wasm_u16x8_extend_low_u8x16(a.v)}; }
inline Words high(Bytes a) { return {wasm_u16x8_extend_high_u8x16(a.v)}; }
inline Bytes pack(Words a, Words b) { return {wasm_u8x16_narrow_i16x8(a.v, b.v)}; }

inline Words operator+(Words a, Words b) { return {wasm_i16x8_add(a.v, b.v)}; }
inline Words operator-(Words a, Words b) { return {wasm_i16x8_sub(a.v, b.v)}; }
inline Words operator*(Words a, Words b) { return {wasm_i16x8_mul(a.v, b.v)}; }
inline Words operator&(Words a, Words b) { return {wasm_v128_and(a.v, b.v)}; }
inline Words greatest(Words a, Words b) { return {wasm_i16x8_max(a.v, b.v)}; }
inline Words upper_byte(Words a) { return {wasm_u16x8_shr(a.v, 8)}; }
inline Words widen(Bytes mask, bool upper) {
  return {upper ? wasm_i16x8_extend_high_i8x16(mask.v) : wasm_i16x8_extend_low_i8x16(mask.v)};
}
inline Longs dot(Words a, Words b) { return {wasm_i32x4_dot_i16x8(a.v, b.v)}; }
inline Longs operator+(Longs a, Longs b) { return {wasm_i32x4_add(a.v, b.v)}; }

inline void store(std::int32_t* at, Longs a) { wasm_v128_store(at, a.v); }

inline void unzip(const std::uint8_t* rgb, Bytes& r, Bytes& g, Bytes& b) {
  const v128_t p = wasm_v128_load(rgb);
  const v128_t q = wasm_v128_load(rgb + 16);
  const v128_t s = wasm_v128_load(rgb + 32);
  const v128_t r1 = wasm_i8x16_shuffle(p, q, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  r.v = wasm_i8x16_shuffle(r1, s, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
  const v128_t g1 =
      wasm_i8x16_shuffle(p, q, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
  g.v = wasm_i8x16_shuffle(g1, s, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
  const v128_t b1 = wasm_i8x16_shuffle(p, q, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
  b.v = wasm_i8x16_shuffle(b1, s, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
}

#else

struct Bytes {
  std::uint8_t v[16];
};
struct Words {
  std::int16_t v[8];
};
struct Longs {
  std::int32_t v[4];
};

// Fills every lane with what `make` gives for its number.
template <class Lanes, class Make>
inline Lanes lanes(Make make) {
  Lanes out;
  for (std::size_t i = 0; i < sizeof(out.v) / sizeof(out.v[0]); ++i) {
    out.v[i] = static_cast<std::remove_reference_t<decltype(out.v[0])> >(make(i));
  }
  return out;
}

inline Bytes load(const std::uint8_t* at) {
  return lanes<Bytes>([&](std::size_t i) { return at[i]; });
}
inline void store(std::uint8_t* at, Bytes a) { std::memcpy(at, a.v, sizeof a.v); }
inline Words load(const std::int16_t* at) {
  return lanes<Words>([&](std::size_t i) { return at[i]; });
}
inline void store(std::int16_t* at, Words a) { std::memcpy(at, a.v, sizeof a.v); }
inline Bytes bytes_of(std::uint8_t value) {
  return lanes<Bytes>([&](std::size_t) { return value; });
}
inline Words words_of(std::int16_t value) {
  return lanes<Words>([&](std::size_t) { return value; });
}
inline Longs no_longs() { return {}; }

inline Bytes least(Bytes a, Bytes b) {
  return lanes<Bytes>([&](std::size_t i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
}
inline Bytes greatest(Bytes a, Bytes b) {
  return lanes<Bytes>([&](std::size_t i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}
inline Bytes distance(Bytes a, Bytes b) {
  return lanes<Bytes>(
      [&](std::size_t i) { return a.v[i] > b.v[i] ? a.v[i] - b.v[i] : b.v[i] - a.v[i]; });
}
inline Bytes equal(Bytes a, Bytes b) {
  return lanes<Bytes>([&](std::size_t i) { return a.v[i] == b.v[i] ? 0xFF : 0; });
}
inline Bytes operator&(Bytes a, Bytes b) {
  return lanes<Bytes>([&](std::size_t i) { return a.v[i] & b.v[i]; });
}
inline Bytes operator|(Bytes a, Bytes b) {
  return lanes<Bytes>([&](std::size_t i) { return a.v[i] | b.v[i]; });
}
inline Longs sums(Bytes a) {
  return lanes<Longs>(
      [&](std::size_t i) { return a.v[i * 4] + a.v[i * 4 + 1] + a.v[i * 4 + 2] + a.v[i * 4 + 3]; });
}
inline Words low(Bytes a) {
  return lanes<Words>([&](std::size_t i) { return a.v[i]; });
}
inline Words high(Bytes a) {
  return lanes<Words>([&](std::size_t i) { return a.v[i + 8]; });
}
inline Bytes pack(Words a, Words b) {
  return lanes<Bytes>([&](std::size_t i) {
    const std::int32_t x = i < 8 ? a.v[i] : b.v[i - 8];
    return x < 0 ? 0 : (x > 255 ? 255 : x);
  });
}

inline Words operator+(Words a, Words b) {
  return lanes<Words>([&](std::size_t i) { return a.v[i] + b.v[i]; });
}
inline Words operator-(Words a, Words b) {
  return lanes<Words>([&](std::size_t i) { return a.v[i] - b.v[i]; });
}
inline Words operator*(Words a, Words b) {
  return lanes<Words>([&](std::size_t i) { return a.v[i] * b.v[i]; });
}
inline Words operator&(Words a, Words b) {
  return lanes<Words>([&](std::size_t i) { return a.v[i] & b.v[i]; });
}
inline Words greatest(Words a, Words b) {
  return lanes<Words>([&](std::size_t i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}
inline Words upper_byte(Words a) {
  return lanes<Words>([&](std::size_t i) { return static_cast<std::uint16_t>(a.v[i]) >> 8; });
}
inline Words widen(Bytes mask, bool upper) {
  return lanes<Words>([&](std::size_t i) { return mask.v[upper ? i + 8 : i] == 0 ? 0 : -1; });
}
inline Longs dot(Words a, Words b) {
  return lanes<Longs>(
      [&](std::size_t i) { return a.v[i * 2] * b.v[i * 2] + a.v[i * 2 + 1] * b.v[i * 2 + 1]; });
}
inline Longs operator+(Longs a, Longs b) {
  return lanes<Longs>([&](std::size_t i) { return a.v[i] + b.v[i]; });
}
inline void store(std::int32_t* at, Longs a) { std::memcpy(at, a.v, sizeof a.v); }

inline void unzip(const std::uint8_t* rgb, Bytes& r, Bytes& g, Bytes& b) {
  r = lanes<Bytes>([&](std::size_t i) { return rgb[i * 3]; });
  g = lanes<Bytes>([&](std::size_t i) { return rgb[i * 3 + 1]; });
  b = lanes<Bytes>([&](std::size_t i) { return rgb[i * 3 + 2]; });
}

#endif

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
