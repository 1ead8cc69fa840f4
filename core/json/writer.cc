#include "json/writer.h"

#include <array>

#include "base/text.h"

namespace fluxweir::json {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// Whether a byte stands for itself in a string.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

void put_control(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      out.push_back(kHex[c & 15]);
  }
}

// Writes what `text` begins with that is not plain; returns the bytes taken.
std::size_t put_special(std::string_view text, std::string& out) {
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    put_control(text[0], out);
    return 1;
  }
  const std::size_t length = utf8_sequence(text);
  if (length == 0) {
    out += kReplacement;
    return 1;
  }
  const std::string_view sequence = text.substr(0, length);
  // Line and paragraph separator end a line in older JavaScript.
  if (sequence == "\xe2\x80\xa8") {
    out += "\\u2028";
  } else if (sequence == "\xe2\x80\xa9") {
    out += "\\u2029";
  } else {
    out += sequence;
  }
  return length;
}

void put_string(std::string_view text, std::string& out) {
  out.push_back('"');
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(put_special(text, out));
  }
  out.push_back('"');
}

}  // namespace

void Writer::separate() {
  if (after_key_) {
    after_key_ = false;
  } else if (!first_) {
    out_.push_back(',');
  }
  first_ = false;
}

Writer& Writer::begin_object() {
  separate();
  out_.push_back('{');
  first_ = true;
  return *this;
}

Writer& Writer::end_object() {
  out_.push_back('}');
  first_ = false;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_.push_back('[');
  first_ = true;
  return *this;
}

Writer& Writer::end_array() {
  out_.push_back(']');
  first_ = false;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  put_string(name, out_);
  out_.push_back(':');
  after_key_ = true;
  return *this;
}

Writer& Writer::string(std::string_view text) {
  separate();
  put_string(text, out_);
  return *this;
}

Writer& Writer::integer(std::int64_t value) {
  separate();
  out_ += whole_text(value);
  return *this;
}

Writer& Writer::unsigned_integer(std::uint64_t value) {
  separate();
  append_whole(out_, value);
  return *this;
}

Writer& Writer::decimal(std::int64_t thousandths) {
  separate();
  if (thousandths < 0) out_.push_back('-');
  const std::uint64_t bits = static_cast<std::uint64_t>(thousandths);
  const std::uint64_t magnitude = thousandths < 0 ? 0 - bits : bits;
  append_whole(out_, magnitude / 1'000);
  const unsigned rest = static_cast<unsigned>(magnitude % 1'000);
  if (rest == 0) return *this;
  const char digits[3] = {static_cast<char>('0' + rest / 100),
                          static_cast<char>('0' + rest / 10 % 10),
                          static_cast<char>('0' + rest % 10)};
  std::string_view shown(digits, 3);
  while (shown.back() == '0') shown.remove_suffix(1);
  out_.push_back('.');
  out_ += shown;
  return *this;
}

Writer& Writer::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::null() {
  separate();
  out_ += "null";
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

Writer& Writer::open_string(std::string_view prefix) {
  separate();
  put_string(prefix, out_);
  out_.pop_back();
  return *this;
}

Writer& Writer::close_string() {
  out_.push_back('"');
  return *this;
}

std::string quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  put_string(text, out);
  return out;
}

}  // namespace fluxweir::json
