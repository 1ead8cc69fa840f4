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

// The parts of a number's text.
struct Parts {
  bool negative = false;
  std::string_view digits;    // before the point
  std::string_view decimals;  // behind it
  std::int64_t exponent = 0;

  std::size_t size() const { return digits.size() + decimals.size(); }
  unsigned digit(std::size_t at) const {
    const char c = at < digits.size() ? digits[at] : decimals[at - digits.size()];
    return static_cast<unsigned>(c - '0');
  }
};

// |number| x 10^shift, cut.
struct Cut {
  std::uint64_t magnitude = 0;
  bool fits = true;  // else the magnitude means nothing
  bool exact = true;
};

Cut cut(const Parts& parts, int shift) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  const std::int64_t point =
      static_cast<std::int64_t>(parts.digits.size()) + parts.exponent + shift;
  const std::size_t before =
      point < 0 ? 0 : std::min(static_cast<std::size_t>(point), parts.size());
  Cut result;
  for (std::size_t at = 0; at < before && result.fits; ++at) {
    const unsigned digit = parts.digit(at);
    result.fits = result.magnitude <= (kMost - digit) / 10;
    result.magnitude = result.magnitude * 10 + digit;
  }
  for (std::size_t at = before; at < parts.size(); ++at) result.exact &= parts.digit(at) == 0;
  // The zeros that a large exponent adds; none to zero, whose exponent may be anything.
  std::int64_t zeros = point - static_cast<std::int64_t>(before);
  for (; zeros > 0 && result.magnitude != 0 && result.fits; --zeros) {
    result.fits = result.magnitude <= kMost / 10;
    result.magnitude *= 10;
  }
  return result;
}

constexpr std::uint64_t kMostWhole = std::numeric_limits<std::int64_t>::max();

std::optional<std::int64_t> read_whole(const Parts& parts) {
  const Cut whole = cut(parts, 0);
  if (!whole.fits || !whole.exact || whole.magnitude > kMostWhole + (parts.negative ? 1 : 0)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(parts.negative ? 0 - whole.magnitude : whole.magnitude);
}

Decimal beyond(bool negative) {
  using Limits = std::numeric_limits<std::int64_t>;
  return {negative ? Limits::min() : Limits::max(), false};
}

Decimal read_decimal(const Parts& parts) {
  const Cut millionths = cut(parts, 6);
  if (!millionths.fits || millionths.magnitude >= kMostWhole) return beyond(parts.negative);
  const std::int64_t magnitude = static_cast<std::int64_t>(millionths.magnitude);
  if (!parts.negative) return {magnitude, millionths.exact};
  return {-magnitude - (millionths.exact ? 0 : 1), millionths.exact};
}

}  // namespace

NumberToken read_number(std::string_view token) {
  Parts parts;
  parts.negative = take(token, '-');
  parts.digits = take_digits(token);
  if (parts.digits.empty() || (parts.digits.size() > 1 && parts.digits.front() == '0')) return {};
  if (take(token, '.')) {
    parts.decimals = take_digits(token);
    if (parts.decimals.empty()) return {};
  }
  const std::optional<std::int64_t> exponent = take_exponent(token);
  if (!exponent || !token.empty()) return {};
  parts.exponent = *exponent;
  const std::optional<std::int64_t> whole = read_whole(parts);
  return {true, whole, whole ? to_decimal(*whole) : read_decimal(parts)};
}

Decimal to_decimal(std::int64_t whole) {
  constexpr std::int64_t kMillion = 1'000'000;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kMillion;
  if (whole > kMost || whole < -kMost) return beyond(whole < 0);
  return {whole * kMillion, true};
}

std::int64_t to_thousandths(const Decimal& number) {
  const std::int64_t floor = number.millionths / 1000 - (number.millionths % 1000 < 0 ? 1 : 0);
  const std::int64_t rest = number.millionths - floor * 1000;
  // Half of one below zero goes down, unless more follows it.
  const bool up = number.millionths < 0 && number.exact ? rest > 500 : rest >= 500;
  return floor + (up ? 1 : 0);
}

}  // namespace fluxweir::json
