#include "prompt/words.h"

#include <doctest/doctest.h>

using namespace fluxweir::prompt;

namespace {

// Words joined by spaces, '|' before those after a break, quoted ones in brackets.
std::string shown(std::string_view text) {
  const WordList list = split(text);
  std::string out;
  for (std::size_t i = 0; i < list.words.size(); ++i) {
    if (i > 0) out += list.words[i].breaks ? "|" : " ";
    out += list.words[i].quoted ? "[" + std::string(list.at(i)) + "]" : std::string(list.at(i));
  }
  return out;
}

std::string quotes(std::string_view text) {
  std::string out;
  for (const Span& span : find_quotes(text)) {
    out += std::string(text.substr(span.begin, span.end - span.begin)) + "|";
  }
  return out;
}

}  // namespace

TEST_CASE("words: hyphens part and commas break") {
  CHECK_EQ(shown("Close-up, of a MAN's face"), "close up|of a man s face");
  CHECK_EQ(shown("caf\xC3\xA9 \xE2\x80\x94 noon"), "caf\xC3\xA9|noon");
  CHECK_EQ(shown("don\xE2\x80\x99t"), "don t");
  CHECK_EQ(shown("\xE2"), "\xE2");
  CHECK_EQ(shown(""), "");
}

TEST_CASE("words: quoted words are marked") {
  CHECK_EQ(shown("a \"Red Door\" sign"), "a|[red] [door]|sign");
}

TEST_CASE("words: finds quotes of every kind") {
  CHECK_EQ(quotes("a \"b\" c 'd e' f"), "\"b\"|'d e'|");
  CHECK_EQ(quotes("\xE2\x80\x9C"
                  "a\xE2\x80\x9D \xC2\xAB"
                  "b\xC2\xBB \xE2\x80\x9E"
                  "c\xE2\x80\x9C"),
           "\xE2\x80\x9C"
           "a\xE2\x80\x9D|\xC2\xAB"
           "b\xC2\xBB|\xE2\x80\x9E"
           "c\xE2\x80\x9C|");
}

TEST_CASE("words: other uses of the marks are no quotes") {
  CHECK_EQ(quotes("a 12\" record of the dogs' bowl and man's cat"), "");
  CHECK_EQ(quotes("the '70s and the '80s'"), "");
  CHECK_EQ(quotes("a \"never closed"), "");
  CHECK_EQ(quotes("a 12\" record, \"Blue\""), "\"Blue\"|");
}

TEST_CASE("words: counts as people do") {
  CHECK_EQ(count_words("a well-lit  room , with - 2 cats"), 6u);
  CHECK_EQ(count_words(" ,. "), 0u);
}

TEST_CASE("words: counts letters by script") {
  const auto count = [](std::string_view text) { return count_letters(text, find_quotes(text)); };
  CHECK_EQ(count("a\xC3\xA9\xC5\x82 12 !").latin, 3u);
  CHECK_EQ(count("\xD0\xB6\xE4\xB8\x80\xEA\xB0\x80").other, 3u);
  CHECK_EQ(count("\xF0\x9F\xA6\x8A\xE2\x98\x80\xEF\xB8\x8F\xFF\xED\xA0\x80").other, 0u);
  CHECK_EQ(count("on \"\xE4\xB8\x80\" x").other, 0u);
}
