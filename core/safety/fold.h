// A prompt as the tripwire reads it: folded to plain words, so that accents, look-alike letters,
// invisible characters, digits for letters and simple separators do not hide one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir::safety {

// Nothing stands between two words in the texts, so those of neighbours are one view too.
struct Word {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  int signs = 0;  // before it, since the last word; white space counts for two, so 1 is "nu-de"
};

struct Folded {
  std::string raw;      // ASCII letters and digits, lower case; '@' and '$' kept
  std::string letters;  // the same with digits and signs read as the letters they resemble
  std::vector<Word> words;

  std::string_view raw_of(const Word& word) const {
    return std::string_view(raw).substr(word.begin, word.size);
  }
  // From the begin of `first` to the end of `last`.
  std::string_view letters_of(const Word& first, const Word& last) const {
    return std::string_view(letters).substr(first.begin, last.begin + last.size - first.begin);
  }
};

// Words of `text` in order. A run of three or more single characters at even
// distance ("t.e.e.n") is one word.
Folded fold(std::string_view text);

}  // namespace fluxweir::safety
