// A prompt as the tripwire reads it: folded to plain words, so that accents, look-alike letters,
// invisible characters, digits for letters and simple separators do not hide one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fluxweir::safety {

struct Word {
  std::string raw;      // ASCII letters and digits, lower case; '@' and '$' kept
  std::string letters;  // the same with digits and signs read as the letters they resemble
  int signs = 0;  // before it, since the last word; white space counts for two, so 1 is "nu-de"
};

// Words of `text` in order. A run of three or more single characters at even
// distance ("t.e.e.n") is one word.
std::vector<Word> fold(std::string_view text);

}  // namespace fluxweir::safety
