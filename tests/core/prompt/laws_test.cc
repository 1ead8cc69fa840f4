// Laws that hold for every prompt of the corpus under every combination of options.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "base/sha256.h"
#include "base/text.h"
#include "core/prompt/corpus.h"

using namespace fluxweir;
using namespace fluxweir::corpus;

namespace {

template <class Law>
void for_each(Law law) {
  for (const Prompt& prompt : prompts()) {
    for (const EnhanceOptions& option : options()) {
      INFO("prompt: " << prompt.text << ", raw " << option.raw << ", ratio " << option.ratio);
      law(prompt, option, enhancer().enhance(prompt.text, option));
    }
  }
}

// Every phrase that is added to some prompt when `wanted` says so.
template <class Wanted>
std::set<std::string> added_phrases(Wanted wanted) {
  std::set<std::string> phrases;
  for_each([&](const Prompt& prompt, const EnhanceOptions& option, const FinalPrompt& result) {
    if (!wanted(prompt, option)) return;
    for (const Addition& addition : result.added) phrases.insert(addition.phrase);
  });
  return phrases;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n\v\f,");
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

}  // namespace

TEST_CASE("enhance laws: the corpus is large and varied") {
  CHECK_GE(prompts().size(), 300u);
  for (const char* tag : {"plain", "portrait", "fashion", "product", "creative", "quoted", "raw",
                          "negation", "nonenglish", "structured", "long", "medium", "colour",
                          "counting", "position", "empty", "flags"}) {
    const auto tagged = std::count_if(prompts().begin(), prompts().end(),
                                      [&](const Prompt& prompt) { return prompt.has(tag); });
    INFO(std::string(tag));
    CHECK_GE(tagged, 4);
  }
}

TEST_CASE("enhance laws: the caller's words come first, verbatim") {
  for_each([](const Prompt& prompt, const EnhanceOptions&, const FinalPrompt& result) {
    const std::string_view kept = trimmed(prompt.text);
    CHECK_EQ(result.text.substr(0, kept.size()), kept);
    if (!result.skipped.empty()) {
      CHECK_EQ(result.text, prompt.text);
      CHECK(result.added.empty());
      CHECK(result.vertical.empty());
    }
  });
}

TEST_CASE("enhance laws: quoted spans stay as they are") {
  int seen = 0;
  for_each([&](const Prompt& prompt, const EnhanceOptions&, const FinalPrompt& result) {
    const auto before = prompt::find_quotes(prompt.text);
    const auto after = prompt::find_quotes(result.text);
    REQUIRE_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      const std::size_t size = before[i].end - before[i].begin;
      CHECK_EQ(prompt.text.substr(before[i].begin, size), result.text.substr(after[i].begin, size));
      ++seen;
    }
  });
  CHECK_GT(seen, 15 * 24);
}

TEST_CASE("enhance laws: a second time changes nothing") {
  for_each([](const Prompt&, const EnhanceOptions& option, const FinalPrompt& result) {
    if (result.added.empty()) return;
    for (const EnhanceOptions& other : {option, EnhanceOptions{!option.raw, 0.5, 99, false}}) {
      const FinalPrompt again = enhancer().enhance(result.text, other);
      CHECK_EQ(again.text, result.text);
      CHECK_EQ(again.skipped, "already_enhanced");
    }
  });
}

TEST_CASE("enhance laws: the same request gives the same text") {
  const Enhancer other = *Enhancer::load(embedded::styles);
  for_each([&](const Prompt& prompt, const EnhanceOptions& option, const FinalPrompt& result) {
    CHECK_EQ(other.enhance(prompt.text, option), result);
  });
}

// The digest is what every target has to give. A change of the phrases or rules changes it, and has
// to change the version with it.
TEST_CASE("enhance laws: the texts belong to the version") {
  Sha256 digest;
  for_each([&](const Prompt&, const EnhanceOptions&, const FinalPrompt& result) {
    digest.append(result.text);
    digest.append("\n");
  });
  CHECK_EQ(enhancer().version(), "2026-11-25.1");
  CHECK_EQ(to_hex(digest.finish()).substr(0, 16), "b5f2613e6475860b");
}

TEST_CASE("enhance laws: two seeds differ somewhere") {
  int differ = 0;
  for (const Prompt& prompt : prompts()) {
    const auto a = enhancer().enhance(prompt.text, {.seed = 1});
    const auto b = enhancer().enhance(prompt.text, {.seed = 2});
    differ += a.text != b.text;
  }
  CHECK_GT(differ, static_cast<int>(prompts().size() / 2));
}

TEST_CASE("enhance laws: every phrase is free of banned words") {
  const auto styles = prompt::load_styles(embedded::styles);
  REQUIRE(styles.has_value());
  int phrases = 0;
  for (std::size_t set = 0; set < styles->sets.size(); ++set) {
    for (const auto& variants : styles->sets[set]) {
      for (const prompt::Variant& variant : variants) {
        INFO(variant.text);
        ++phrases;
        CHECK_EQ(variant.text.find_first_of("0123456789\"',.!?:;"), std::string::npos);
        for (const char* group :
             {"object", "colour", "number", "position", "person", "quality", "brand", "negation"}) {
          CHECK_EQ(find_word(variant.text, banned(group)), "");
        }
      }
    }
  }
  CHECK_GT(phrases, 80);
}

TEST_CASE("enhance laws: additions change no object, count, colour or place") {
  const auto phrases = added_phrases([](const Prompt&, const EnhanceOptions&) { return true; });
  CHECK_GT(phrases.size(), 80u);
  for (const char* group :
       {"object", "colour", "number", "position", "person", "quality", "brand"}) {
    const auto words = banned(group);
    REQUIRE_GT(words.size(), 10u);
    for (const std::string& phrase : phrases) CHECK_EQ(find_word(phrase, words), "");
  }
}

TEST_CASE("enhance laws: raw adds nothing glossy") {
  const auto phrases =
      added_phrases([](const Prompt&, const EnhanceOptions& option) { return option.raw; });
  CHECK_GT(phrases.size(), 20u);
  for (const std::string& phrase : phrases) CHECK_EQ(find_word(phrase, banned("gloss")), "");
}

TEST_CASE("enhance laws: no camera words beside another medium") {
  const auto photo = banned("photo");
  int seen = 0;
  for_each([&](const Prompt& prompt, const EnhanceOptions&, const FinalPrompt& result) {
    if (!prompt.has("medium") || result.added.empty()) return;
    ++seen;
    CHECK_EQ(result.vertical, "creative");
    CHECK_EQ(find_word(added_text(result), photo), "");
    for (const Addition& addition : result.added) CHECK_NE(addition.facet, "camera");
  });
  CHECK_GT(seen, 40 * 20);
}

TEST_CASE("enhance laws: what has enough is left alone, with the reason") {
  for_each([](const Prompt& prompt, const EnhanceOptions& option, const FinalPrompt& result) {
    std::string reason;
    if (prompt.has("empty")) reason = "empty";
    if (prompt.has("structured")) reason = "structured";
    if (prompt.has("nonenglish")) reason = "not_english";
    if (prompt.has("long")) reason = "long";
    if (prompt.has("detailed")) reason = "detailed";
    if (reason.empty() && option.has_reference && prompt::count_words(prompt.text) <= 4) {
      reason = "reference_only";
    }
    CHECK_EQ(result.skipped, reason);
  });
}

TEST_CASE("enhance laws: lengths stay where the models read best") {
  int enhanced = 0;
  int within = 0;
  for_each([&](const Prompt&, const EnhanceOptions&, const FinalPrompt& result) {
    if (result.added.empty()) return;
    const std::size_t words = prompt::count_words(result.text);
    CHECK_LE(words, 60u);
    ++enhanced;
    within += words >= 25;
  });
  CHECK_GT(enhanced, 5000);
  CHECK_GE(within * 10, enhanced * 9);
}

TEST_CASE("enhance laws: facets are kept and each addition is one more") {
  for_each([](const Prompt& prompt, const EnhanceOptions&, const FinalPrompt& result) {
    const auto before = enhancer().facets(prompt.text);
    const auto after = enhancer().facets(result.text);
    std::set<std::string_view> expected(before.begin(), before.end());
    for (const Addition& addition : result.added) {
      CHECK(expected.insert(addition.facet).second);
    }
    CHECK_EQ(expected, std::set<std::string_view>(after.begin(), after.end()));
  });
}

TEST_CASE("enhance laws: the added list is what was added") {
  for_each([](const Prompt& prompt, const EnhanceOptions&, const FinalPrompt& result) {
    std::string lower = to_lower(result.text);
    std::size_t at = trimmed(prompt.text).size();
    for (const Addition& addition : result.added) {
      const std::size_t found = lower.find(addition.phrase, at);
      REQUIRE_NE(found, std::string::npos);
      CHECK_LE(found - at, 2u);
      at = found + addition.phrase.size();
    }
    if (!result.added.empty()) CHECK_LE(result.text.size() - at, 1u);
  });
}

TEST_CASE("enhance laws: any bytes survive") {
  constexpr std::string_view kPieces[] = {"\"",
                                          "'",
                                          "\xE2\x80\x9C",
                                          "\xE2\x80\x9D",
                                          "\xE2",
                                          "\x80",
                                          "\xC2\xAB",
                                          "\xF0\x9F\xA6\x8A",
                                          "a photo of ",
                                          "soft light ",
                                          "no people ",
                                          "(x:1.3)",
                                          " --ar 16:9",
                                          "<lora:",
                                          ", ",
                                          ". ",
                                          "painting ",
                                          "\xED\xA0\x80",
                                          "\n",
                                          "portrait ",
                                          "--",
                                          "BREAK ",
                                          "[",
                                          "{",
                                          "\xD0\xBA"};
  Random random(20261125);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const std::uint64_t size = round % 400 == 0 ? 32'000 : random.below(80);
    for (std::uint64_t i = 0; i < size; ++i) {
      if (random.below(3) == 0) {
        text += kPieces[random.below(std::size(kPieces))];
      } else if (random.below(2) == 0) {
        text += static_cast<char>(random.below(256));
      } else {
        text += static_cast<char>('a' + random.below(26));
      }
    }
    const EnhanceOptions option{random.below(2) == 0,
                                0.4 + static_cast<double>(random.below(20)) / 10, random.next(),
                                false};
    const FinalPrompt result = enhancer().enhance(text, option);
    const std::string_view kept = result.added.empty() ? std::string_view(text) : trimmed(text);
    REQUIRE_EQ(result.text.compare(0, kept.size(), kept), 0);
    REQUIRE_EQ(result.text.size() == kept.size(), result.added.empty());
    REQUIRE_EQ(is_utf8(result.text), is_utf8(text));
    REQUIRE_EQ(enhancer().enhance(result.text, option).text, result.text);
  }
}
