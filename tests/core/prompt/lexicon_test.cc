#include "prompt/lexicon.h"

#include <doctest/doctest.h>

using namespace fluxweir::prompt;

namespace {

Lexicon small() {
  Lexicon lexicon;
  lexicon.add("light", mark::Lighting);
  lexicon.add("soft light", mark::Lighting | mark::Mood);
  lexicon.add("light blue", mark::Homograph);
  lexicon.add("rim", mark::Camera);
  lexicon.add("close-up", mark::Composition);
  lexicon.add("no", mark::Negation, 4);
  lexicon.add("no people", mark::Negation, 9);
  lexicon.add("people", mark::People);
  lexicon.add("light with a long tail", mark::Own | mark::Style);
  return lexicon;
}

std::uint32_t marks(std::string_view text) { return small().read(split(text)).marks; }

}  // namespace

TEST_CASE("lexicon: terms end where words end") {
  CHECK_EQ(marks("delight lighter lights-out rims"), mark::Lighting | mark::Camera);
  CHECK_EQ(marks("LIGHT"), mark::Lighting);
  CHECK_EQ(marks("lighten prim"), 0u);
}

TEST_CASE("lexicon: the longest term wins") {
  CHECK_EQ(marks("soft lights"), mark::Lighting | mark::Mood);
  CHECK_EQ(marks("light blue"), 0u);
  CHECK_EQ(marks("light, blue"), mark::Lighting);
  CHECK_EQ(marks("close up"), mark::Composition);
}

TEST_CASE("lexicon: a negation takes what it names") {
  const Reading reading = small().read(split("no people, no rim, no people"));
  CHECK_EQ(reading.marks, mark::Negation | mark::Camera);
  CHECK_EQ(reading.negations, std::vector<std::uint16_t>{9, 4});
}

TEST_CASE("lexicon: our own phrase is seen inside another term") {
  CHECK_NE(marks("soft light with a long tail") & mark::Own, 0u);
  CHECK_EQ(marks("soft light with a long") & mark::Own, 0u);
}

TEST_CASE("lexicon: quoted words have no marks") { CHECK_EQ(marks("a \"light\" sign"), 0u); }

TEST_CASE("lexicon: marks of one term add up") {
  Lexicon lexicon;
  CHECK(lexicon.add("macro", mark::Camera));
  CHECK(lexicon.add("Macro", mark::Composition));
  CHECK_FALSE(lexicon.add("...", mark::Style));
  CHECK_EQ(lexicon.read(split("macro")).marks, mark::Camera | mark::Composition);
}

TEST_CASE("lexicon: thousands of terms are all found") {
  Lexicon lexicon;
  for (int i = 0; i < 3000; ++i) lexicon.add("word" + std::to_string(i) + "x", mark::Style);
  for (int i = 0; i < 3000; ++i) {
    REQUIRE_EQ(lexicon.read(split("word" + std::to_string(i) + "x")).marks, mark::Style);
  }
  CHECK_EQ(lexicon.read(split("word3000x")).marks, 0u);
}
