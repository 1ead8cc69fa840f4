#include "safety/fold.h"

#include <utility>

namespace fluxweir::safety {
namespace {

struct Scalar {
  std::uint32_t value = 0xFFFD;
  std::size_t size = 1;
};

// Lenient: a broken sequence is one unknown character a byte.
Scalar read_scalar(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (size == 1 || at + size > text.size()) return {};
  std::uint32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3Fu);
  }
  return {value, size};
}

bool is_invisible(std::uint32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF ||
         (c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F);
}

// U+00C0..U+017F without accents, '.' where no single letter fits.
constexpr std::string_view kLatin =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
    "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatin.size() == 0x180 - 0xC0);

// Cyrillic and Greek small letters that look like Latin ones.
constexpr std::pair<std::uint32_t, char> kAlike[] = {
    {0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
    {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x501, 'd'}, {0x3BF, 'o'},
    {0x3B1, 'a'}, {0x3B5, 'e'}, {0x3B9, 'i'}, {0x3BD, 'v'}, {0x3C1, 'p'}, {0x3C5, 'u'}};

// The ASCII character that `c` is read as; 0 for none.
char plain(std::uint32_t c) {
  if (c < 0x80) return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full width
  if (c >= 0x410 && c <= 0x42F) c += 0x20;      // Cyrillic capitals
  if (c >= 0x391 && c <= 0x3A9) c += 0x20;      // Greek capitals
  if (c < 0x80) return plain(c);
  if (c >= 0xC0 && c < 0x180) return kLatin[c - 0xC0] == '.' ? '\0' : kLatin[c - 0xC0];
  for (const auto& [from, to] : kAlike) {
    if (c == from) return to;
  }
  return '\0';
}

bool is_wordly(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' || c == '$';
}

char as_letter(char c) {
  if (c >= 'a') return c;
  constexpr std::string_view kSigns = "0134578@$";
  constexpr std::string_view kLetters = "oieastbas";
  const std::size_t at = kSigns.find(c);
  return at == std::string_view::npos ? c : kLetters[at];
}

// Joins each run of three or more one-character words with the same number of signs between them.
void join_spelled(std::vector<Word>& words) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < words.size();) {
    const auto single = [&](std::size_t i) { return i < words.size() && words[i].size == 1; };
    std::size_t end = at;
    while (single(end) && (end < at + 2 || words[end].signs == words[at + 1].signs)) ++end;
    if (end - at < 3) end = at + 1;
    Word word = words[at];
    word.size = words[end - 1].begin + words[end - 1].size - word.begin;
    words[kept++] = word;
    at = end;
  }
  words.resize(kept);
}

}  // namespace

Folded fold(std::string_view text) {
  Folded out;
  out.raw.reserve(text.size());
  int signs = 0;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const Scalar scalar = read_scalar(text, at);
    at += scalar.size;
    if (scalar.value >= 0x80 && is_invisible(scalar.value)) continue;
    const char c = plain(scalar.value);
    if (!is_wordly(c)) {
      in_word = false;
      signs += c == ' ' || (c >= '\t' && c <= '\r') ? 2 : 1;
      continue;
    }
    if (!in_word) out.words.push_back({static_cast<std::uint32_t>(out.raw.size()), 0, signs});
    in_word = true;
    signs = 0;
    out.raw += c;
    ++out.words.back().size;
  }
  join_spelled(out.words);
  out.letters = out.raw;
  for (char& c : out.letters) c = as_letter(c);
  return out;
}

}  // namespace fluxweir::safety
