// A tripwire on words for the few classes of prompts that nobody should have to send anywhere. It
// is not moderation: it knows the words of edge-config/safety.json and no meaning, it misses
// whatever is put in other words or in another language, and it says nothing about what passes. The
// providers' own moderation, and an endpoint asked by moderation.h if there is one, do that work.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/reader.h"
#include "safety/fold.h"

namespace fluxweir {

class Screen {
 public:
  // Checks and reads `{version, lists: {NAME: [term]}, exempt: [term], rules: [{name, all:
  // [NAME]}]}`. A rule refuses a prompt that holds a term of each of its lists. A term is words;
  // "#" in it stands for a number below eighteen, and a word that is part of an exempt term counts
  // for no list. Fails with InvalidJson, or with InvalidParameter and a fault, with its JSON
  // pointer, for everything wrong.
  static Result<Screen> load(std::string_view safety_json);
  // Of edge-config/safety.json, which tests have checked.
  static Screen embedded();

  // PromptRefused, naming the rule and never the words, or nothing. Judge the text that is sent,
  // after enhancement. Linear in its length.
  std::optional<Error> judge(std::string_view text) const;

  const std::string& version() const { return version_; }

 private:
  struct Term {
    std::vector<std::string> words;
    std::uint32_t lists = 0;  // bit 0: exempt
    // Of the first four letters of the first word: most terms are told apart by these alone.
    std::uint32_t head = 0;
    std::uint32_t mask = 0;
  };
  struct Rule {
    std::string name;
    std::uint32_t lists = 0;
  };

  void read(const json::Value& root);
  void add(const json::Value& terms, std::uint32_t lists);
  // How many words of `text` from `at` on `term` covers; 0 when it does not stand there.
  static std::size_t match(const Term& term, const safety::Folded& text, std::size_t at);
  void each_match(const safety::Folded& text, std::size_t at,
                  std::vector<std::pair<std::uint32_t, std::size_t>>& found) const;

  std::string version_;
  std::array<std::vector<Term>, 27> terms_;  // by first letter; the last row begins with a number
  std::vector<Rule> rules_;
};

}  // namespace fluxweir
