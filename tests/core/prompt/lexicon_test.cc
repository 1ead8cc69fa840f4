#include "prompt/lexicon.h"

#include <doctest/doctest.h>

using namespace fluxweir::prompt;

namespace {

Lexicon small() {
  Lexicon lexicon;
  lexicon.add("light", mark::kLighting);
  lexicon.add("soft light", mark::kLighting | mark::kMood);
  lexicon.add("light blue", mark::kHomograph);
  lexicon.add("rim", mark::kCamera);
  lexicon.add("close-up", mark::kComposition);
  lexicon.add("no", mark::kNegation, 4);
  lexicon.add("no people", mark::kNegation, 9);
  lexicon.add("people", mark::kPeople);
  lexicon.add("light with a long tail", mark::kOwn | mark::kStyle);
  return lexicon;
}

std::uint32_t marks(std::string_view text) { return small().read(split(text)).marks; }

}  // namespace

TEST_CASE("lexicon: terms end where words end") {
  CHECK_EQ(marks("delight lighter lights-out rims"), mark::kLighting | mark::kCamera);
  CHECK_EQ(marks("LIGHT"), mark::kLighting);
  CHECK_EQ(marks("lighten prim"), 0u);
}

TEST_CASE("lexicon: the longest term wins") {
  CHECK_EQ(marks("soft lights"), mark::kLighting | mark::kMood);
  CHECK_EQ(marks("light blue"), 0u);
  CHECK_EQ(marks("light, blue"), mark::kLighting);
  CHECK_EQ(marks("close up"), mark::kComposition);
}

TEST_CASE("lexicon: a negation takes what it names") {
  const Reading reading = small().read(split("no people, no rim, no people"));
  CHECK_EQ(reading.marks, mark::kNegation | mark::kCamera);
  CHECK_EQ(reading.negations, std::vector<std::uint16_t>{9, 4});
}

TEST_CASE("lexicon: our own phrase is seen inside another term") {
  CHECK_NE(marks("soft light with a long tail") & mark::kOwn, 0u);
  CHECK_EQ(marks("soft light with a long") & mark::kOwn, 0u);
}

TEST_CASE("lexicon: quoted words have no marks") { CHECK_EQ(marks("a \"light\" sign"), 0u); }

TEST_CASE("lexicon: marks of one term add up") {
  Lexicon lexicon;
  CHECK(lexicon.add("macro", mark::kCamera));
  CHECK(lexicon.add("Macro", mark::kComposition));
  CHECK_FALSE(lexicon.add("...", mark::kStyle));
  CHECK_EQ(lexicon.read(split("macro")).marks, mark::kCamera | mark::kComposition);
}

TEST_CASE("lexicon: thousands of terms are all found") {
  Lexicon lexicon;
  for (int i = 0; i < 3000; ++i) lexicon.add("word" + std::to_string(i) + "x", mark::kStyle);
  for (int i = 0; i < 3000; ++i) {
    REQUIRE_EQ(lexicon.read(split("word" + std::to_string(i) + "x")).marks, mark::kStyle);
  }
  CHECK_EQ(lexicon.read(split("word3000x")).marks, 0u);
}
