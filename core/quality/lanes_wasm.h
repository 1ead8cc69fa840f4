// quality/lanes.h with WebAssembly's simd128.
#pragma once

#include <wasm_simd128.h>

#include <cstdint>

namespace fluxweir::quality {

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

}  // namespace fluxweir::quality
