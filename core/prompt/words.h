// A prompt cut into words for look-ups: ASCII letters folded, quoted spans marked, punctuation kept
// as a break that no term may straddle. The prompt itself is never changed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir::prompt {

// One word: a run of ASCII letters, digits and bytes above 127. Hyphens and apostrophes part words
// ("close-up" is two) without a break; other punctuation breaks.
struct Word {
  std::uint32_t begin = 0;  // into WordList::lower
  std::uint32_t size = 0;
  bool breaks = false;  // punctuation or a quote stands before it
  bool quoted = false;  // part of a text to be rendered, not of the description
};

// Bytes [begin, end) of the text, both quote marks included.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct WordList {
  std::string lower;  // the text, ASCII folded, same length
  std::vector<Word> words;
  std::vector<Span> quotes;
  std::string_view at(std::size_t i) const {
    return std::string_view(lower).substr(words[i].begin, words[i].size);
  }
};

WordList split(std::string_view text);

// Spans in "...", '...' (marks at word edges, so 12" and man's are none), curly or angle quotes. An
// opening mark without its closing one is none.
std::vector<Span> find_quotes(std::string_view text);

// Words as people count them: runs between white space that hold something other than punctuation.
std::size_t count_words(std::string_view text);

// How many letters stand outside `quotes`; broken UTF-8 holds no letters. Emoji are none.
struct Letters {
  std::size_t latin = 0;
  std::size_t other = 0;
};
Letters count_letters(std::string_view text, const std::vector<Span>& quotes);

}  // namespace fluxweir::prompt
