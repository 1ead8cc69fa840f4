#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <iterator>

namespace fluxweir {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";

constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> make_base64_values() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNoDigit;
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kBase64Values = make_base64_values();

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

void put_triple(std::string_view alphabet, std::uint32_t bits, std::string& out) {
  for (int shift = 18; shift >= 0; shift -= 6) out.push_back(alphabet[(bits >> shift) & 63]);
}

// Whole triples of `bytes`, and the last one or two bytes without padding.
std::string encode(std::string_view alphabet, std::string_view bytes) {
  std::string out;
  out.reserve(base64_length(bytes.size()));
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    put_triple(alphabet,
               byte_at(bytes, at) << 16 | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2),
               out);
  }
  if (const std::size_t left = bytes.size() - at; left > 0) {
    const std::uint32_t bits =
        byte_at(bytes, at) << 16 | (left == 2 ? byte_at(bytes, at + 1) << 8 : 0);
    for (std::size_t i = 0; i <= left; ++i) out.push_back(alphabet[(bits >> (18 - 6 * i)) & 63]);
  }
  return out;
}

// Decodes the clean groups of four that `text` begins with; returns the characters taken.
std::size_t take_whole_groups(std::string_view text, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + text.size() / 4 * 3);
  char* to = out.data() + start;
  std::size_t at = 0;
  for (; at + 4 <= text.size(); at += 4) {
    const std::uint32_t a = kBase64Values[byte_at(text, at)];
    const std::uint32_t b = kBase64Values[byte_at(text, at + 1)];
    const std::uint32_t c = kBase64Values[byte_at(text, at + 2)];
    const std::uint32_t d = kBase64Values[byte_at(text, at + 3)];
    if ((a | b | c | d) > 63) break;
    *to++ = static_cast<char>(a << 2 | b >> 4);
    *to++ = static_cast<char>(b << 4 | c >> 2);
    *to++ = static_cast<char>(c << 6 | d);
  }
  out.resize(start + at / 4 * 3);
  return at;
}

void put_padded(std::uint64_t value, std::size_t width, std::string& out) {
  const std::string digits = whole_text(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  // RFC 3629 4: the second byte's range depends on the first.
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  }
  if (length == 0 || text.size() < length) return 0;
  if (byte_at(text, 1) < low || byte_at(text, 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte_at(text, i) & 0xc0) != 0x80) return 0;
  }
  return length;
}

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    // Most prompts are ASCII: eight bytes at a time while no high bit is set.
    std::uint64_t word = 0;
    if (text.size() >= sizeof word) {
      std::memcpy(&word, text.data(), sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        text.remove_prefix(sizeof word);
        count += sizeof word;
        continue;
      }
    }
    text.remove_prefix(std::max<std::size_t>(utf8_sequence(text), 1));
    ++count;
  }
  return count;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string out = encode(kBase64, bytes);
  while (out.size() % 4 != 0) out.push_back('=');
  return out;
}

std::string to_base64url(std::string_view bytes) { return encode(kBase64Url, bytes); }

std::size_t base64_length(std::size_t bytes) { return (bytes / 3 + (bytes % 3 != 0 ? 1 : 0)) * 4; }

std::optional<std::string> from_base64(std::string_view text) {
  Base64Decoder decoder;
  std::string out;
  if (!decoder.append(text, out) || !decoder.finish()) return std::nullopt;
  return out;
}

bool Base64Decoder::append(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (ok_ && count_ == 0 && padding_ == 0) {
      at += take_whole_groups(text.substr(at), out);
      if (at == text.size()) break;
    }
    const char c = text[at];
    if (!ok_) return false;
    if (c == '=') {
      ok_ = count_ >= 2;
      ++padding_;
      bits_ <<= 6;
    } else {
      const std::uint8_t value = kBase64Values[static_cast<unsigned char>(c)];
      ok_ = value != kNoDigit && padding_ == 0;
      bits_ = bits_ << 6 | value;
    }
    if (!ok_) return false;
    if (++count_ < 4) continue;
    // Bits that no byte takes must be zero, or one value would have several spellings.
    ok_ = (bits_ & ((1u << (8 * padding_)) - 1)) == 0;
    for (int i = 0; ok_ && i < 3 - padding_; ++i) {
      out.push_back(static_cast<char>(bits_ >> (16 - 8 * i) & 0xff));
    }
    bits_ = 0;
    count_ = 0;
  }
  return ok_;
}

void Base64Encoder::append(std::string_view bytes, std::string& out) {
  out.reserve(out.size() + base64_length(bytes.size() + 2));
  for (const char c : bytes) {
    held_[count_++] = static_cast<unsigned char>(c);
    if (count_ < 3) continue;
    put_triple(kBase64, static_cast<std::uint32_t>(held_[0] << 16 | held_[1] << 8 | held_[2]), out);
    count_ = 0;
  }
}

void Base64Encoder::finish(std::string& out) {
  char left[3] = {};
  for (int i = 0; i < count_; ++i) left[i] = static_cast<char>(held_[i]);
  out += to_base64(std::string_view(left, static_cast<std::size_t>(count_)));
  count_ = 0;
}

std::string to_hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out.push_back(kHex[byte_at(bytes, i) >> 4]);
    out.push_back(kHex[byte_at(bytes, i) & 15]);
  }
  return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= byte_at(a, i) ^ byte_at(b, i);
  return difference == 0;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out.push_back(text[at]);
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    at += 2;
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kUpperHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kUpperHex[byte >> 4], kUpperHex[byte & 15]};
  }
  return out;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  const std::string_view digits = text.substr(text.substr(0, 1) == "-" ? 1 : 0);
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
  if (digits[0] == '0' && text != "0") return std::nullopt;
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

void append_whole(std::string& out, std::uint64_t value) {
  char digits[20];
  char* first = std::end(digits);
  do {
    *--first = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  out.append(first, std::end(digits));
}

std::string whole_text(std::int64_t value) {
  std::string out;
  if (value < 0) out.push_back('-');
  const auto bits = static_cast<std::uint64_t>(value);
  append_whole(out, value < 0 ? 0 - bits : bits);
  return out;
}

std::string dollars(std::int64_t micros) {
  // Negated as unsigned, so that the least integer has a magnitude too.
  const std::uint64_t bits = static_cast<std::uint64_t>(micros);
  const std::uint64_t magnitude = micros < 0 ? 0 - bits : bits;
  std::string out = micros < 0 ? "-" : "";
  out += whole_text(magnitude / 1'000'000);
  out.push_back('.');
  put_padded(magnitude % 1'000'000, 6, out);
  return out;
}

std::string iso_time(std::int64_t unix_millis) {
  // Days since 0000-03-01, then Howard Hinnant's civil_from_days
  // (howardhinnant.github.io/date_algorithms.html, read 2026-11-25).
  constexpr std::int64_t kDayMillis = 86'400'000;
  constexpr std::int64_t kYearZero = -62'167'219'200'000;  // 0000-01-01T00:00:00.000Z
  constexpr std::int64_t kYearLast = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
  const std::int64_t since_zero = std::clamp(unix_millis, kYearZero, kYearLast) - kYearZero;
  const std::uint64_t millis = static_cast<std::uint64_t>(since_zero % kDayMillis);
  // 0000-03-01 is day 60; one era (146,097 days) more keeps the count positive.
  const std::uint64_t days = static_cast<std::uint64_t>(since_zero / kDayMillis) + 146'097 - 60;
  const std::uint64_t era = days / 146'097;
  const std::uint64_t day_of_era = days % 146'097;
  const std::uint64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::uint64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t march_month = (5 * day_of_year + 2) / 153;
  const std::uint64_t month = march_month < 10 ? march_month + 3 : march_month - 9;

  std::string out;
  put_padded(year_of_era + 400 * era - 400 + (month <= 2 ? 1 : 0), 4, out);
  out.push_back('-');
  put_padded(month, 2, out);
  out.push_back('-');
  put_padded(day_of_year - (153 * march_month + 2) / 5 + 1, 2, out);
  out.push_back('T');
  put_padded(millis / 3'600'000, 2, out);
  out.push_back(':');
  put_padded(millis / 60'000 % 60, 2, out);
  out.push_back(':');
  put_padded(millis / 1'000 % 60, 2, out);
  out.push_back('.');
  put_padded(millis % 1'000, 3, out);
  out.push_back('Z');
  return out;
}

}  // namespace fluxweir
