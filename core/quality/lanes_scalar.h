// quality/lanes.h with plain loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace fluxweir::quality {

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
  for (std::size_t i = 0; i < std::size(out.v); ++i) {
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

}  // namespace fluxweir::quality
