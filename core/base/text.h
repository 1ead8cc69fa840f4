// Text and bytes: UTF-8, trimming, ASCII case, base64, hex. No locale anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fluxweir {

// Unicode scalar values in valid UTF-8; every byte of an invalid sequence counts as one.
std::size_t utf8_length(std::string_view text);

// Bytes of the valid UTF-8 sequence that `text` begins with, 1..4; 0 when there is none.
std::size_t utf8_sequence(std::string_view text);

// True when `text` is UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Without leading and trailing ASCII white space (space, tab, CR, LF, FF, VT).
std::string_view trim(std::string_view text);

// ASCII letters only; other bytes pass.
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Standard alphabet with padding (RFC 4648 4).
std::string to_base64(std::string_view bytes);
// URL-safe alphabet without padding (RFC 4648 5).
std::string to_base64url(std::string_view bytes);
std::size_t base64_length(std::size_t bytes);
// Strict standard alphabet; padding required, no white space. Nothing when `text` is not that.
std::optional<std::string> from_base64(std::string_view text);

// Base64 in pieces of any length, for bodies decoded while they are read.
class Base64Decoder {
 public:
  // Appends what `text` decodes to. False once anything broke the alphabet or the padding.
  bool append(std::string_view text, std::string& out);
  // True when the text was whole (a multiple of four characters, padding only at its end).
  bool finish() const { return ok_ && count_ == 0; }

 private:
  std::uint32_t bits_ = 0;
  int count_ = 0;    // characters held, 0..3
  int padding_ = 0;  // '=' seen
  bool ok_ = true;
};

// Base64 in pieces of any length, for bodies encoded while they are sent.
class Base64Encoder {
 public:
  void append(std::string_view bytes, std::string& out);
  void finish(std::string& out);

 private:
  unsigned char held_[3] = {};
  int count_ = 0;
};

std::string to_hex(std::string_view bytes);  // lower case

// Equal in a time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

// "%41" -> "A"; '+' is left alone. Nothing when a percent sign is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);
// All but letters, digits and -._~ as "%41".
std::string percent_encode(std::string_view text);

// A decimal integer that fills `text` and fits; no sign but '-', no leading zeros, no "-0", no
// white space: each number has one spelling.
std::optional<std::int64_t> to_integer(std::string_view text);

// Appends the digits of `value`. One function for every type of integer, where the standard library
// brings one for each and a table beside them.
void append_whole(std::string& out, std::uint64_t value);
// The other way round: to_integer(whole_text(x)) is x.
std::string whole_text(std::int64_t value);
template <class Integer>
std::string whole_text(Integer value) {
  return whole_text(static_cast<std::int64_t>(value));
}

// `micros` micro-dollars as a decimal number of dollars with six places: 60'000 -> "0.060000".
std::string dollars(std::int64_t micros);

// "2026-03-01T10:00:00.000Z" for milliseconds since 1970; times past the years 0..9999 become the
// nearest one that can be written.
std::string iso_time(std::int64_t unix_millis);

}  // namespace fluxweir
