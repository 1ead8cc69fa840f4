// quality/lanes.h with SSE2.
#pragma once

#include <emmintrin.h>

#include <cstdint>

namespace fluxweir::quality {

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
inline Longs sums(Bytes a) { return {_mm_sad_epu8(a.v, _mm_setzero_si128())}; }
inline Words low(Bytes a) { return {_mm_unpacklo_epi8(a.v, _mm_setzero_si128())}; }
inline Words high(Bytes a) { return {_mm_unpackhi_epi8(a.v, _mm_setzero_si128())}; }
inline Bytes pack(Words a, Words b) { return {_mm_packus_epi16(a.v, b.v)}; }

inline Words operator+(Words a, Words b) { return {_mm_add_epi16(a.v, b.v)}; }
inline Words operator-(Words a, Words b) { return {_mm_sub_epi16(a.v, b.v)}; }
inline Words operator*(Words a, Words b) { return {_mm_mullo_epi16(a.v, b.v)}; }
inline Words operator&(Words a, Words b) { return {_mm_and_si128(a.v, b.v)}; }
inline Words greatest(Words a, Words b) { return {_mm_max_epi16(a.v, b.v)}; }
inline Words upper_byte(Words a) { return {_mm_srli_epi16(a.v, 8)}; }
inline Words widen(Bytes mask, bool upper) {
  return {upper ? _mm_unpackhi_epi8(mask.v, mask.v) : _mm_unpacklo_epi8(mask.v, mask.v)};
}
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
inline void unzip(const std::uint8_t* rgb, Bytes& r, Bytes& g, Bytes& b) {
  r = load(rgb);
  g = load(rgb + 16);
  b = load(rgb + 32);
  for (int i = 0; i < 4; ++i) unzip_step(r, g, b);
}

}  // namespace fluxweir::quality
