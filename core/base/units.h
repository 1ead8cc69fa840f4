// Strong integers for time, money and handles, so that a name never has to carry the unit alone.
#pragma once

#include <compare>
#include <cstdint>

namespace fluxweir {

// A length of time in milliseconds.
struct Millis {
  std::int64_t count = 0;
  auto operator<=>(const Millis&) const = default;
};

// A point on a clock that never runs backwards, in microseconds from an arbitrary start. For timers
// and durations.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

// Wall time: milliseconds since 1970-01-01T00:00:00Z. May jump. For wire times, leases and
// expiries.
struct UnixMillis {
  std::int64_t count = 0;
  auto operator<=>(const UnixMillis&) const = default;
};

// Both clocks, handed in with every input; the core reads none.
struct Now {
  Instant mono;
  UnixMillis wall;
};

inline Instant operator+(Instant at, Millis by) { return {at.micros + by.count * 1000}; }
inline Millis operator-(Instant a, Instant b) { return {(a.micros - b.micros) / 1000}; }
inline UnixMillis operator+(UnixMillis at, Millis by) { return {at.count + by.count}; }

// Money in micro-dollars: $0.06 is 60'000.
struct MicroUsd {
  std::int64_t count = 0;
  auto operator<=>(const MicroUsd&) const = default;
};

inline MicroUsd operator+(MicroUsd a, MicroUsd b) { return {a.count + b.count}; }

// Names one action that wants an answer; unique within a machine, never 0.
struct OpId {
  std::uint32_t value = 0;
  auto operator<=>(const OpId&) const = default;
};

// Width and height in pixels.
struct Size {
  std::int32_t width = 0;
  std::int32_t height = 0;
  bool operator==(const Size&) const = default;
  std::int64_t pixels() const { return std::int64_t{width} * height; }
};

}  // namespace fluxweir
