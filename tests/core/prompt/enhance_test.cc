#include "prompt/enhance.h"

#include <doctest/doctest.h>

#include <limits>

#include "core/prompt/corpus.h"

using namespace fluxweir;
using namespace fluxweir::corpus;

namespace {

FinalPrompt enhance(std::string_view text, EnhanceOptions option = {}) {
  return enhancer().enhance(text, option);
}

bool adds(const FinalPrompt& result, std::string_view words) {
  return added_text(result).find(words) != std::string::npos;
}

std::string facet_of(const FinalPrompt& result, std::string_view facet) {
  for (const Addition& addition : result.added) {
    if (addition.facet == facet) return addition.phrase;
  }
  return "";
}

}  // namespace

TEST_CASE("enhance: a comma joins, trailing commas go") {
  CHECK_EQ(enhance("a barn").text.substr(0, 8), "a barn, ");
  CHECK_EQ(enhance("a barn , ,\n").text, enhance("a barn").text);
}

TEST_CASE("enhance: a sentence is followed by a sentence") {
  const FinalPrompt result = enhance("A barn.");
  CHECK_EQ(result.text.substr(0, 8), "A barn. ");
  CHECK(result.text[8] >= 'A');
  CHECK(result.text[8] <= 'Z');
  CHECK_EQ(result.text.back(), '.');
  CHECK_EQ(enhance("a recipe card:").text.substr(0, 15), "a recipe card: ");
}

TEST_CASE("enhance: chooses the vertical by its words") {
  CHECK_EQ(enhance("portrait of a sailor").vertical, "portrait");
  CHECK_EQ(enhance("a welder").vertical, "portrait");
  CHECK_EQ(enhance("a woman wearing a linen suit").vertical, "fashion");
  CHECK_EQ(enhance("runway look").vertical, "fashion");
  CHECK_EQ(enhance("portrait of a woman in a silk gown").vertical, "portrait");
  CHECK_EQ(enhance("wireless headphones").vertical, "product");
  CHECK_EQ(enhance("product shot held by a man").vertical, "product");
  CHECK_EQ(enhance("a city grown from coral").vertical, "creative");
}

TEST_CASE("enhance: tagged prompts get their vertical") {
  for (const Prompt& prompt : prompts()) {
    if (prompt.has("medium") || prompt.has("scene") || prompt.has("animal")) continue;
    INFO(prompt.text);
    for (const char* vertical : {"portrait", "fashion", "product"}) {
      if (prompt.has(vertical)) CHECK_EQ(enhance(prompt.text).vertical, vertical);
    }
  }
}

TEST_CASE("enhance: homographs choose no vertical") {
  CHECK_EQ(enhance("a fox in a suit").vertical, "creative");
  CHECK_EQ(enhance("people watch the parade").vertical, "portrait");
  CHECK_EQ(enhance("a watch tower").vertical, "creative");
  CHECK_EQ(enhance("a vintage camera shop").vertical, "creative");
  CHECK_EQ(enhance("headphones left behind at the beach").vertical, "creative");
}

TEST_CASE("enhance: homographs fill no facet") {
  CHECK_NE(facet_of(enhance("a light blue envelope"), "lighting"), "");
  CHECK_EQ(facet_of(enhance("an envelope in soft light"), "lighting"), "");
  CHECK_NE(facet_of(enhance("a lens grinder"), "camera"), "");
  CHECK_NE(facet_of(enhance("delightful slight twilights"), "style"), "");
}

TEST_CASE("enhance: quoted words describe nothing") {
  const FinalPrompt result = enhance("a sign that says \"oil painting, soft light, no smoking\"");
  CHECK_NE(facet_of(result, "lighting"), "");
  CHECK_NE(facet_of(result, "camera"), "");
  CHECK(result.warnings.empty());
}

TEST_CASE("enhance: facets come in one order") {
  const FinalPrompt result = enhance("a barn");
  REQUIRE_EQ(result.added.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) CHECK_EQ(result.added[i].facet, prompt::kFacetNames[i]);
}

TEST_CASE("enhance: the shape of the picture frames it") {
  CHECK(adds(enhance("a barn", {.ratio = 16.0 / 9}), "wide framing"));
  CHECK(adds(enhance("a barn", {.ratio = 9.0 / 21}), "vertical framing"));
  CHECK_FALSE(adds(enhance("a barn", {.ratio = 1}), "wide"));
  CHECK_FALSE(adds(enhance("a barn", {.ratio = 1}), "vertical"));
  CHECK_FALSE(adds(enhance("a barn, centered", {.ratio = 9.0 / 16}), "framing"));
  CHECK_FALSE(adds(enhance("a barn", {.ratio = std::numeric_limits<double>::quiet_NaN()}), "wide"));
}

TEST_CASE("enhance: portraits get a portrait lens without a number") {
  const FinalPrompt result = enhance("portrait of a sailor");
  CHECK(adds(result, "portrait lens"));
  CHECK_EQ(result.text.find_first_of("0123456789"), std::string::npos);
}

TEST_CASE("enhance: skin is for adults only") {
  CHECK(adds(enhance("portrait of a woman"), "skin"));
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (bool raw : {false, true}) {
      CHECK_FALSE(adds(enhance("portrait of a boy", {.raw = raw, .seed = seed}), "skin"));
      CHECK_FALSE(adds(enhance("a mother and her child", {.raw = raw, .seed = seed}), "skin"));
      CHECK_FALSE(adds(enhance("portrait of a parrot", {.raw = raw, .seed = seed}), "skin"));
    }
  }
}

TEST_CASE("enhance: raw looks unprocessed") {
  const FinalPrompt result = enhance("a welder", {.raw = true});
  CHECK(adds(result, "available light"));
  CHECK(adds(result, "natural depth of field"));
  CHECK_EQ(result.vertical, "portrait");
}

TEST_CASE("enhance: a flat medium gets no light") {
  const FinalPrompt result = enhance("minimalist logo for a bakery");
  CHECK_FALSE(adds(result, "light"));
  CHECK_FALSE(adds(result, "shadow"));
  CHECK(adds(result, "shapes"));
}

TEST_CASE("enhance: skips say why") {
  CHECK_EQ(enhance("").skipped, "empty");
  CHECK_EQ(enhance(" ,, \n").skipped, "empty");
  CHECK_EQ(enhance("{\"a\": 1}").skipped, "structured");
  CHECK_EQ(enhance(" [1]").skipped, "structured");
  CHECK_EQ(enhance("ein Haus mit Garten").skipped, "not_english");
  CHECK_EQ(enhance("a barn, wide framing with a clear focal point").skipped, "already_enhanced");
  CHECK_EQ(enhance(std::string(601, 'x')).skipped, "long");
  CHECK_EQ(enhance("a barn", {.has_reference = true}).skipped, "reference_only");
  CHECK_EQ(enhance("a barn beside a mill", {.has_reference = true}).skipped, "");
}

TEST_CASE("enhance: the thirtieth word is too long") {
  std::string text = "barn";
  for (int i = 1; i < 29; ++i) text += " barn";
  CHECK_EQ(enhance(text).skipped, "");
  CHECK_EQ(enhance(text + " barn").skipped, "long");
}

TEST_CASE("enhance: a tenth of another script is foreign") {
  CHECK_EQ(enhance("abcdefghi \xD0\xB6").skipped, "");            // 1 of 10 letters
  CHECK_EQ(enhance("abcdefgh \xD0\xB6").skipped, "not_english");  // 1 of 9
  CHECK_EQ(enhance("a fox \xF0\x9F\xA6\x8A\xF0\x9F\x8C\xB2").skipped, "");
}

TEST_CASE("enhance: a foreign name is not a language") {
  for (const char* text : {"Rio de Janeiro", "a street in Los Angeles", "El Capitan at night",
                           "Cirque du Soleil", "caf\xC3\xA9 terrace", "the Rue de la Paix"}) {
    INFO(std::string(text));
    CHECK_EQ(enhance(text).skipped, "");
  }
}

TEST_CASE("enhance: refuses a broken document") {
  CHECK_EQ(Enhancer::load("{").error().code, ErrorCode::InvalidJson);
  CHECK_EQ(Enhancer::load("{}").error().code, ErrorCode::InvalidParameter);
}
