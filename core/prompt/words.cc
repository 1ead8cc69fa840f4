#include "prompt/words.h"

#include "base/text.h"

namespace fluxweir::prompt {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_wordly(char c) { return is_letter(c) || is_digit(c) || is_high(c); }

bool starts(std::string_view text, std::size_t at, std::string_view with) {
  return text.substr(at, with.size()) == with;
}

// General punctuation and its like, which UTF-8 writes with high bytes; its length, or 0.
std::size_t high_punctuation(std::string_view text, std::size_t at) {
  if (!is_high(text[at])) return 0;
  if (starts(text, at, "\xE2\x80") || starts(text, at, "\xE2\x81")) {
    return at + 2 < text.size() && is_high(text[at + 2]) ? 3 : 0;
  }
  for (std::string_view mark : {"\xC2\xA0", "\xC2\xAB", "\xC2\xBB", "\xE3\x80\x80", "\xE3\x80\x81",
                                "\xE3\x80\x82", "\xEF\xBC\x8C"}) {
    if (starts(text, at, mark)) return mark.size();
  }
  return 0;
}

bool is_apostrophe(std::string_view text, std::size_t at) {
  return text[at] == '\'' || text[at] == '`' || starts(text, at, "\xE2\x80\x99");
}

// A quote opens after white space or a bracket and closes before white space or punctuation.
bool may_open(std::string_view text, std::size_t at) {
  return at == 0 || is_space(text[at - 1]) || text[at - 1] == '(' || text[at - 1] == '[' ||
         text[at - 1] == ':' || text[at - 1] == ',';
}
bool may_close(std::string_view text, std::size_t end) {
  return end >= text.size() || !is_wordly(text[end]) || high_punctuation(text, end) > 0;
}

struct Marks {
  std::string_view open;
  std::string_view close;
  bool at_edges;  // the mark has other uses inside words
};
constexpr Marks kMarks[] = {{"\"", "\"", true},
                            {"'", "'", true},
                            {"\xE2\x80\x9C", "\xE2\x80\x9D", false},
                            {"\xE2\x80\x9E", "\xE2\x80\x9C", false},
                            {"\xE2\x80\x98", "\xE2\x80\x99", true},
                            {"\xC2\xAB", "\xC2\xBB", false}};

std::size_t find_close(std::string_view text, std::size_t from, const Marks& marks) {
  for (std::size_t at = text.find(marks.close, from); at != std::string_view::npos;
       at = text.find(marks.close, at + 1)) {
    if (!marks.at_edges || may_close(text, at + marks.close.size())) return at + marks.close.size();
  }
  return std::string_view::npos;
}

// What the UTF-8 sequence at `at` stands for and its length; a broken one is U+FFFD and one byte.
struct Scalar {
  std::uint32_t value = 0xFFFD;
  std::size_t size = 1;
};
Scalar read_scalar(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  if (byte < 0xC2 || byte > 0xF4 || !is_utf8(text.substr(at, size))) return {};
  std::uint32_t value = byte & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    value = (value << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  }
  return {value, size};
}

bool is_latin(std::uint32_t c) {
  if (c < 0x80) return is_letter(static_cast<char>(c));
  return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

// Everything from Greek on, without marks, punctuation, symbols, private use and emoji.
bool is_other_letter(std::uint32_t c) {
  if (c < 0x370 || (c >= 0x1E00 && c <= 0x1EFF)) return false;
  if (c >= 0x2000 && c <= 0x2BFF) return false;
  if (c >= 0x3000 && c <= 0x303F) return false;
  if (c >= 0xE000 && c <= 0xF8FF) return false;
  if (c >= 0xFE00 && c <= 0xFE6F) return false;
  if (c >= 0xFF00 && c <= 0xFF20) return false;
  if (c >= 0xFFF0 && c <= 0xFFFF) return false;
  return c < 0x1F000 || (c >= 0x20000 && c < 0xE0000);
}

}  // namespace

std::vector<Span> find_quotes(std::string_view text) {
  std::vector<Span> found;
  // A kind of quote without a further closing mark is not looked for again: keeps this linear.
  bool spent[std::size(kMarks)] = {};
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '"' && text[at] != '\'' && !is_high(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = std::string_view::npos;
    for (std::size_t kind = 0; kind < std::size(kMarks) && end == std::string_view::npos; ++kind) {
      const Marks& marks = kMarks[kind];
      if (spent[kind] || !starts(text, at, marks.open)) continue;
      if (marks.at_edges && !may_open(text, at)) continue;
      const std::size_t inside = at + marks.open.size();
      if (marks.open == "'" && inside < text.size() && is_digit(text[inside])) continue;  // '70s
      end = find_close(text, inside, marks);
      spent[kind] = end == std::string_view::npos;
    }
    if (end == std::string_view::npos) {
      ++at;
    } else {
      found.push_back({at, end});
      at = end;
    }
  }
  return found;
}

WordList split(std::string_view text) {
  WordList list;
  list.lower = to_lower(text);
  list.quotes = find_quotes(text);
  list.words.reserve(text.size() / 5 + 1);
  std::size_t quote = 0;
  bool breaks = false;
  for (std::size_t at = 0; at < text.size();) {
    while (quote < list.quotes.size() && list.quotes[quote].end <= at) ++quote;
    const std::size_t mark = high_punctuation(text, at);
    if (mark > 0 || !is_wordly(text[at])) {
      if (!is_space(text[at]) && text[at] != '-' && !is_apostrophe(text, at)) breaks = true;
      at += mark > 0 ? mark : 1;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_wordly(text[at]) && high_punctuation(text, at) == 0) ++at;
    const bool quoted = quote < list.quotes.size() && list.quotes[quote].begin <= begin;
    list.words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at - begin),
                          breaks, quoted});
    breaks = false;
  }
  return list;
}

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  bool counted = false;
  for (char c : text) {
    if (is_space(c)) {
      counted = false;
    } else if (!counted && is_wordly(c)) {
      counted = true;
      ++count;
    }
  }
  return count;
}

Letters count_letters(std::string_view text, const std::vector<Span>& quotes) {
  Letters letters;
  std::size_t quote = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (quote < quotes.size() && quotes[quote].begin == at) {
      at = quotes[quote++].end;
      continue;
    }
    const Scalar scalar = read_scalar(text, at);
    if (is_latin(scalar.value)) ++letters.latin;
    if (is_other_letter(scalar.value)) ++letters.other;
    at += scalar.size;
  }
  return letters;
}

}  // namespace fluxweir::prompt
