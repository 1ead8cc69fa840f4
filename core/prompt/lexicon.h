// The word lists of styles.json as one table: each term carries marks, and one pass over a prompt
// gathers the marks of every term in it. Longest term first, so that a homograph ("light blue") can
// hide a word that means something else alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/words.h"

namespace fluxweir::prompt {

// What a term says about the prompt it stands in. The first six are the facets, in the order in
// which they are added.
namespace mark {
inline constexpr std::uint32_t kStyle = 1u << 0;
inline constexpr std::uint32_t kLighting = 1u << 1;
inline constexpr std::uint32_t kCamera = 1u << 2;
inline constexpr std::uint32_t kComposition = 1u << 3;
inline constexpr std::uint32_t kMaterial = 1u << 4;
inline constexpr std::uint32_t kMood = 1u << 5;
inline constexpr std::uint32_t kMedium = 1u << 6;   // not a photograph
inline constexpr std::uint32_t kGraphic = 1u << 7;  // flat: no light falls on it
inline constexpr std::uint32_t kPeople = 1u << 8;
inline constexpr std::uint32_t kChildren = 1u << 9;
inline constexpr std::uint32_t kAnimal = 1u << 10;
inline constexpr std::uint32_t kScene = 1u << 11;
inline constexpr std::uint32_t kPortrait = 1u << 12;
inline constexpr std::uint32_t kFashion = 1u << 13;
inline constexpr std::uint32_t kGarment = 1u << 14;
inline constexpr std::uint32_t kProduct = 1u << 15;
inline constexpr std::uint32_t kGoods = 1u << 16;
inline constexpr std::uint32_t kEnglish = 1u << 17;
inline constexpr std::uint32_t kForeign = 1u << 18;
inline constexpr std::uint32_t kMaybeForeign = 1u << 19;  // in English mostly in names
inline constexpr std::uint32_t kOwn = 1u << 20;           // a phrase that the enhancer adds
inline constexpr std::uint32_t kNegation = 1u << 21;
inline constexpr std::uint32_t kHomograph = 1u << 22;  // hides what it holds
inline constexpr std::uint32_t kFacets = 0x3F;
}  // namespace mark

// What one pass found.
struct Reading {
  std::uint32_t marks = 0;
  std::uint32_t english = 0;  // terms that only English prose has
  std::uint32_t foreign = 0;
  std::uint32_t maybe_foreign = 0;
  std::vector<std::uint16_t> negations;  // notes of their terms, in order, without repeats
};

class Lexicon {
 public:
  Lexicon();

  // Adds `term` (one or more words), or more marks to a known one. `note` is handed back with a
  // Negation. False when the term has no word.
  bool add(std::string_view term, std::uint32_t marks, std::uint16_t note = 0);

  // Every mark in `list` outside its quotes. A plural in -s matches its singular.
  Reading read(const WordList& list) const;

 private:
  struct Entry {
    std::string term;  // its words, each followed by a space
    std::uint32_t count = 0;
    std::uint32_t marks = 0;
    std::uint16_t note = 0;
    std::int32_t next = -1;
  };
  struct Best {
    const Entry* longest = nullptr;
    std::uint32_t own = 0;  // marks of our own phrases that start here
  };

  static bool matches(const Entry& entry, const WordList& list, std::size_t at);
  void consider(std::string_view first, const WordList& list, std::size_t at, Best& best) const;
  void grow();

  std::vector<Entry> entries_;
  std::vector<std::int32_t> heads_;  // a power of two
};

}  // namespace fluxweir::prompt
