// Frames: what crosses the border as bytes. Little-endian: u32 length of the payload, u16 kind (the
// place in Action or Input), u16 0, then the fields in the order of fields.h. A string or a list is
// a u32 count and its items; a truth value, an enum and a number of 32 bits is a u32, any other
// number an f64, so whole within 2^53; an optional value is a byte and, after 1, the value; one of
// several is a u32 place and the value.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/apart.h"
#include "fields.h"

namespace fluxweir::wasm {

inline constexpr std::size_t kFrameHead = 8;

// The kind of a frame that holds a T: its place in Action or Input.
template <class T, class Variant, std::size_t I = 0>
constexpr std::uint16_t place_of() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, Variant>, T>) {
    return I;
  } else {
    return place_of<T, Variant, I + 1>();
  }
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  // Fields are not changed; the table is shared with the reader.
  template <class T>
  void frame(std::uint16_t kind, const T& value) {
    const std::size_t start = out_.size();
    u32(0);
    out_.push_back(static_cast<char>(kind & 0xff));
    out_.push_back(static_cast<char>(kind >> 8));
    out_.append(2, '\0');
    put(value);
    const auto length = static_cast<std::uint32_t>(out_.size() - start - kFrameHead);
    std::memcpy(out_.data() + start, &length, 4);
  }

  template <class T>
  void operator()(const char*, const T& value) {
    put(value);
  }
  void bytes(const char*, const std::string& value) { put(value); }

  void u32(std::uint32_t value) { raw(&value, 4); }
  void f64(double value) { raw(&value, 8); }

 private:
  void raw(const void* from, std::size_t size) {
    out_.append(static_cast<const char*>(from), size);
  }
  void put(bool value) { u32(value ? 1 : 0); }
  void put(std::int32_t value) { u32(static_cast<std::uint32_t>(value)); }
  void put(std::uint32_t value) { u32(value); }
  void put(std::int64_t value) { f64(static_cast<double>(value)); }
  void put(std::uint64_t value) { f64(static_cast<double>(value)); }
  void put(Millis value) { put(value.count); }
  void put(UnixMillis value) { put(value.count); }
  void put(MicroUsd value) { put(value.count); }
  void put(Instant value) { put(value.micros); }
  void put(OpId value) { u32(value.value); }
  void put(std::monostate) {}
  void put(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    out_.append(value);
  }
  void put(const std::string& value) { put(std::string_view(value)); }
  template <class T>
  void put(const std::vector<T>& values) {
    u32(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) put(value);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    out_.push_back(value ? '\1' : '\0');
    if (value) put(*value);
  }
  template <class... T>
  void put(const std::variant<T...>& value) {
    u32(static_cast<std::uint32_t>(value.index()));
    std::visit([this](const auto& one) { this->put(one); }, value);
  }
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      u32(static_cast<std::uint32_t>(value));
    } else {
      fields(*this, const_cast<T&>(value));
    }
  }

  std::string& out_;
};

// Reads one payload. Anything beyond its end makes it bad, and everything read after that is zero
// or empty.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  // The value that the whole payload is; false when it is not one.
  template <class T>
  bool read(T& value) {
    get(value);
    return !bad_ && in_.empty();
  }

  template <class T>
  void operator()(const char*, T& value) {
    get(value);
  }
  void bytes(const char*, std::string& value) { get(value); }

 private:
  std::string_view take(std::size_t size) {
    if (size > in_.size()) {
      bad_ = true;
      in_ = {};
      return {};
    }
    const std::string_view taken = in_.substr(0, size);
    in_.remove_prefix(size);
    return taken;
  }
  std::uint32_t u32() {
    std::uint32_t value = 0;
    const std::string_view from = take(4);
    if (!from.empty()) std::memcpy(&value, from.data(), 4);
    return value;
  }
  // Whole and within 2^53, as everything written is.
  std::int64_t whole() {
    double value = 0;
    const std::string_view from = take(8);
    if (!from.empty()) std::memcpy(&value, from.data(), 8);
    constexpr double kMost = 9007199254740992.0;
    if (!(value >= -kMost && value <= kMost)) {
      bad_ = true;
      return 0;
    }
    return static_cast<std::int64_t>(value);
  }
  void get(bool& value) { value = u32() != 0; }
  void get(std::int32_t& value) { value = static_cast<std::int32_t>(u32()); }
  void get(std::uint32_t& value) { value = u32(); }
  void get(std::int64_t& value) { value = whole(); }
  void get(std::uint64_t& value) {
    const std::int64_t read = whole();
    bad_ = bad_ || read < 0;
    value = bad_ ? 0 : static_cast<std::uint64_t>(read);
  }
  void get(Millis& value) { get(value.count); }
  void get(UnixMillis& value) { get(value.count); }
  void get(MicroUsd& value) { get(value.count); }
  void get(Instant& value) { get(value.micros); }
  void get(OpId& value) { get(value.value); }
  void get(std::monostate&) {}
  void get(std::string& value) { value = take(u32()); }
  template <class T>
  void get(std::vector<T>& values) {
    const std::uint32_t count = u32();
    // Each item takes a byte at least, so a count beyond the rest is a lie.
    if (count > in_.size()) {
      bad_ = true;
      return;
    }
    values.resize(count);
    for (T& value : values) get(value);
  }
  template <class T>
  void get(std::optional<T>& value) {
    const std::string_view there = take(1);
    if (there.empty() || there.front() == '\0') return value.reset();
    get(value.emplace());
  }
  template <class... T>
  void get(std::variant<T...>& value) {
    get_place<0>(u32(), value);
  }
  template <std::size_t I, class... T>
  void get_place(std::uint32_t place, std::variant<T...>& value) {
    if constexpr (I < sizeof...(T)) {
      if (place == I) return get(value.template emplace<I>());
      get_place<I + 1>(place, value);
    } else {
      bad_ = true;
    }
  }
  template <class T>
  void get(T& value) {
    if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(u32());
    } else {
      fields(*this, value);
    }
  }

  std::string_view in_;
  bool bad_ = false;
};

template <std::size_t I>
FLUXWEIR_APART bool read_one(std::string_view payload, Input& input) {
  return Reader(payload).read(input.emplace<I>());
}

// Builds the Input of `kind` from a payload, in place; false when it is not one. Places as in
// Input.
template <std::size_t I = 0>
bool read_input(std::uint32_t kind, std::string_view payload, Input& input) {
  if constexpr (I < std::variant_size_v<Input>) {
    if (kind != I) return read_input<I + 1>(kind, payload, input);
    return read_one<I>(payload, input);
  }
  return false;
}

}  // namespace fluxweir::wasm
