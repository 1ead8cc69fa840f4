#include "prompt/styles.h"

#include <utility>

namespace fluxweir::prompt {
namespace {

using json::Value;

// use(item) for the items of `key` in `object`, of which there may be none.
template <class Use>
void each(const std::optional<Value>& object, std::string_view key, Use use) {
  const auto list = object ? object->find(key) : std::nullopt;
  if (!list) return;
  for (const Value item : *list) use(item);
}

std::string text_of(const Value& object, std::string_view key) {
  return std::string(json::find_string(object, key).value_or(""));
}

// A phrase is a string, or an object when it wants people in the prompt or a shape of picture.
Variant read_variant(const Value& item) {
  Variant variant;
  variant.text = item.string() ? std::string(*item.string()) : text_of(item, "text");
  variant.words = count_words(variant.text);
  variant.people = item.find("with").has_value();
  const auto shape = json::find_string(item, "shape");
  if (shape) variant.shape = *shape == "tall" ? Shape::Tall : Shape::Wide;
  return variant;
}

void read_negation(const Value& row, Styles& styles) {
  each(row, "terms", [&](const Value& term) {
    const auto note = static_cast<std::uint16_t>(styles.negations.size());
    styles.negations.push_back({std::string(term.string().value_or("")), text_of(row, "prefer")});
    styles.lexicon.add(styles.negations.back().term, mark::kNegation, note);
  });
}

void read_phrases(const Value& root, Styles& styles) {
  const auto phrases = root.find("phrases");
  for (std::size_t i = 0; phrases && i < kSetNames.size(); ++i) {
    for (std::size_t facet = 0; facet < kFacets; ++facet) {
      each(phrases->find(kSetNames[i]), kFacetNames[facet], [&](const Value& item) {
        Variant variant = read_variant(item);
        styles.lexicon.add(variant.text, mark::kOwn | 1u << facet);
        styles.sets[i][facet].push_back(std::move(variant));
      });
    }
  }
}

}  // namespace

Styles read_styles(const Value& root) {
  Styles styles;
  const auto add = [&](const std::optional<Value>& lists, std::string_view name,
                       std::uint32_t marks) {
    each(lists, name,
         [&](const Value& term) { styles.lexicon.add(term.string().value_or(""), marks); });
  };
  styles.version = text_of(root, "version");
  const auto facets = root.find("facets");
  for (std::size_t facet = 0; facet < kFacets; ++facet)
    add(facets, kFacetNames[facet], 1u << facet);
  const auto words = root.find("words");
  for (const ListName& list : kWordLists) add(words, list.name, list.marks);
  each(root, "negations", [&](const Value& row) { read_negation(row, styles); });
  each(root, "flags", [&](const Value& flag) {
    styles.flags.push_back({std::string(flag.key()), std::string(flag.string().value_or(""))});
  });
  read_phrases(root, styles);
  return styles;
}

}  // namespace fluxweir::prompt
