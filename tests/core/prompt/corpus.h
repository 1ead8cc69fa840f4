// Prompts and words for the laws of the enhancer, read from tests/data/prompts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "prompt/enhance.h"
#include "prompt/styles.h"
#include "support/source_file.h"

namespace fluxweir::embedded {
extern const std::string_view styles;
}

namespace fluxweir::corpus {

struct Prompt {
  std::string text;
  std::string tags;  // words between spaces, one at both ends
  bool has(std::string_view tag) const {
    return tags.find(" " + std::string(tag) + " ") != std::string::npos;
  }
};

inline std::vector<std::pair<std::string, std::string>> read_pairs(const std::string& name) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& line : read_source_lines("tests/data/prompts/" + name)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) pairs.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return pairs;
}

inline const std::vector<Prompt>& prompts() {
  static const std::vector<Prompt> all = [] {
    std::vector<Prompt> read;
    for (auto& [text, tags] : read_pairs("prompts.tsv")) read.push_back({text, " " + tags + " "});
    return read;
  }();
  return all;
}

inline std::vector<std::string> banned(std::string_view group) {
  std::vector<std::string> words;
  for (auto& [name, word] : read_pairs("banned.txt")) {
    if (name == group) words.push_back(word);
  }
  return words;
}

// The first of `words` that stands in `text` as words of its own, also in the plural; "" for none.
inline std::string find_word(std::string_view text, const std::vector<std::string>& words) {
  std::string padded = " ";
  for (char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    padded += letter ? static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c) : ' ';
  }
  padded += ' ';
  for (const std::string& word : words) {
    for (std::string_view end : {" ", "s ", "es "}) {
      if (padded.find(" " + word + std::string(end)) != std::string::npos) return word;
    }
  }
  return "";
}

inline const Enhancer& enhancer() {
  static const Enhancer made = *Enhancer::load(embedded::styles);
  return made;
}

// Options that together reach every variant: both looks, all shapes, some seeds, with and without
// a reference picture.
inline std::vector<EnhanceOptions> options() {
  std::vector<EnhanceOptions> all;
  for (bool raw : {false, true}) {
    for (double ratio : {21.0 / 9, 16.0 / 9, 1.0, 9.0 / 16}) {
      for (std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
        all.push_back({raw, ratio, seed, seed == 7});
      }
    }
  }
  return all;
}

inline std::string added_text(const FinalPrompt& result) {
  std::string text;
  for (const Addition& addition : result.added) text += addition.phrase + ". ";
  return text;
}

}  // namespace fluxweir::corpus
