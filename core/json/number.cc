#include "json/number.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace fluxweir::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits that `text` begins with, taken from it.
std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Takes "e+10" from `text`; nothing when the exponent is malformed. Cut at a bound far beyond the
// length of any body, so that it can be added to without overflow.
std::optional<std::int64_t> take_exponent(std::string_view& text) {
  constexpr std::int64_t kFar = 1'000'000'000'000;
  if (!take(text, 'e') && !take(text, 'E')) return 0;
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  const std::string_view digits = take_digits(text);
  if (digits.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char digit : digits) value = std::min(value * 10 + (digit - '0'), kFar);
  return negative ? -value : value;
}

// Appends a digit to a magnitude; false when it would pass `limit`.
bool append_digit(std::uint64_t& magnitude, char digit, std::uint64_t limit) {
  const std::uint64_t value = static_cast<std::uint64_t>(digit - '0');
  if (magnitude > (limit - value) / 10) return false;
  magnitude = magnitude * 10 + value;
  return true;
}

std::optional<std::int64_t> exact(std::string_view digits, std::string_view decimals,
                                  std::int64_t exponent, bool negative) {
  // Zeros at the end belong to the exponent: 1.0 is 1 and 1.50e1 is 15.
  while (!decimals.empty() && decimals.back() == '0') decimals.remove_suffix(1);
  exponent -= static_cast<std::int64_t>(decimals.size());
  while (decimals.empty() && exponent < 0 && !digits.empty() && digits.back() == '0') {
    digits.remove_suffix(1);
    ++exponent;
  }
  const std::uint64_t limit =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  for (const std::string_view part : {digits, decimals}) {
    for (const char digit : part) {
      if (!append_digit(magnitude, digit, limit)) return std::nullopt;
    }
  }
  if (magnitude == 0) return 0;
  if (exponent < 0) return std::nullopt;
  for (; exponent > 0; --exponent) {
    if (!append_digit(magnitude, '0', limit)) return std::nullopt;
  }
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace

NumberToken read_number(std::string_view token) {
  const bool negative = take(token, '-');
  const std::string_view digits = take_digits(token);
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return {};
  std::string_view decimals;
  if (take(token, '.')) {
    decimals = take_digits(token);
    if (decimals.empty()) return {};
  }
  const std::optional<std::int64_t> exponent = take_exponent(token);
  if (!exponent || !token.empty()) return {};
  return {true, exact(digits, decimals, *exponent, negative)};
}

}  // namespace fluxweir::json
