// Outbound JSON: an append-only writer for client answers and upstream bodies. It keeps commas and
// nesting right by construction; the caller keeps keys unique.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/units.h"

namespace fluxweir::json {

class Writer {
 public:
  Writer() { out_.reserve(512); }
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);  // only inside an object, before each value

  // Escapes control characters, quotes, U+2028, U+2029; a broken UTF-8 byte becomes U+FFFD.
  Writer& string(std::string_view text);
  Writer& integer(std::int64_t value);
  Writer& unsigned_integer(std::uint64_t value);
  // `thousandths` / 1000 with up to three decimals: 1500 -> 1.5. There is no double: its text
  // differs between targets.
  Writer& decimal(std::int64_t thousandths);
  Writer& boolean(bool value);
  Writer& null();
  Writer& raw(std::string_view json);  // already valid JSON, for a caller's own number token

  // key + value in one call.
  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  Writer& member(std::string_view name, std::int32_t value) { return key(name).integer(value); }
  Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
  Writer& member(std::string_view name, MicroUsd value) { return key(name).integer(value.count); }

  // key + a list of texts.
  template <class List>
  Writer& strings(std::string_view name, const List& texts) {
    key(name).begin_array();
    for (const auto& text : texts) string(text);
    return end_array();
  }

  // Begins a string value that the caller ends with close_string: what belongs between travels on
  // its own (a picture in base64). `prefix` is escaped; nothing but take() may come in between.
  Writer& open_string(std::string_view prefix);
  Writer& close_string();

  const std::string& text() const { return out_; }
  std::string take() { return std::exchange(out_, {}); }

 private:
  void separate();
  std::string out_;
  bool first_ = true;       // nothing written yet in the open container
  bool after_key_ = false;  // a key waits for its value
};

// `text` as a JSON string with its quotes.
std::string quoted(std::string_view text);

}  // namespace fluxweir::json
