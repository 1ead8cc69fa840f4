// edge-config/styles.json in memory: the phrases that may be added, the words that say what a
// prompt already has, and what to warn about. Every rule that keeps a phrase harmless is
// checked by load_styles, so a document of one's own is held to it too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/reader.h"
#include "prompt/lexicon.h"

namespace fluxweir::prompt {

inline constexpr std::size_t kFacets = 6;
// In the order in which they are added; bit i of the marks is facet i.
inline constexpr std::array<std::string_view, kFacets> kFacetNames = {
    "style", "lighting", "camera", "composition", "material", "mood"};

enum class Shape : std::uint8_t { Any, Tall, Wide };

// One phrase for one facet of one set.
struct Variant {
  std::string text;  // lower-case words, hyphens and single spaces: no digit, no quote, no comma
  std::size_t words = 0;     // between white space
  bool people = false;       // only for prompts that show adults
  Shape shape = Shape::Any;  // only for pictures of this shape
};

// Sets of phrases. Portrait to Creative are the verticals; Medium and Graphic replace them when the
// prompt names something other than a photograph, Raw when the caller asked for an unprocessed
// look.
enum class SetName : std::uint8_t { Portrait, Fashion, Product, Creative, Medium, Graphic, Raw };
inline constexpr std::array<std::string_view, 7> kSetNames = {
    "portrait", "fashion", "product", "creative", "medium", "graphic", "raw"};

using PhraseSet = std::array<std::vector<Variant>, kFacets>;

struct Negation {
  std::string term;    // what the caller wrote, in our spelling
  std::string prefer;  // what to write instead
};

// A "--name value" of another system.
struct Flag {
  std::string name;
  std::string use;  // our field for it, empty if there is none
};

// The lists under "words".
struct ListName {
  std::string_view name;
  std::uint32_t marks;
};

inline constexpr ListName kWordLists[] = {
    {"medium", mark::kStyle | mark::kMedium},
    {"graphic", mark::kStyle | mark::kMedium | mark::kGraphic},
    {"people", mark::kPeople},
    {"children", mark::kChildren},
    {"animals", mark::kAnimal},
    {"scenes", mark::kScene},
    {"portrait", mark::kPortrait},
    {"fashion", mark::kFashion},
    {"garments", mark::kGarment},
    {"product", mark::kProduct},
    {"goods", mark::kGoods},
    {"english", mark::kEnglish},
    {"foreign", mark::kForeign},
    {"maybe_foreign", mark::kMaybeForeign},
    {"homographs", mark::kHomograph},
};

struct Styles {
  std::string version;
  Lexicon lexicon;
  std::array<PhraseSet, kSetNames.size()> sets;
  std::vector<Negation> negations;  // numbered by the notes of the lexicon
  std::vector<Flag> flags;
};

// Reads a checked document; what is wrong in another is left out.
Styles read_styles(const json::Value& root);
// Checks, then reads. Fails with InvalidJson, or with InvalidParameter and a fault for everything
// wrong.
Result<Styles> load_styles(std::string_view json);

}  // namespace fluxweir::prompt
