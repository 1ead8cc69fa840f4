#include "prompt/styles.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "json/tree.h"

namespace fluxweir::prompt {
namespace {

using json::Tree;

// A phrase this long is never a caller's own words by accident; a longer one is a sentence.
constexpr std::size_t kShortestPhrase = 4;
constexpr std::size_t kLongestPhrase = 14;

struct ListName {
  std::string_view name;
  std::uint32_t marks;
};

constexpr ListName kWordLists[] = {
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

template <class Array>
std::optional<std::size_t> find_name(const Array& names, std::string_view name) {
  const auto at = std::find(std::begin(names), std::end(names), name);
  if (at == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(at - std::begin(names));
}

std::string escape(std::string_view key) {
  std::string out;
  for (char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view type_of(const Tree& tree) {
  if (tree.is_number_integer()) return "integer";
  if (tree.is_number()) return "number";
  return tree.type_name();
}

// Lower-case letters in words, joined by single spaces or hyphens: nothing that could end a quote,
// carry a number or be taken for syntax.
bool is_phrase(std::string_view text) {
  bool after_letter = false;
  for (char c : text) {
    const bool letter = c >= 'a' && c <= 'z';
    if (!letter && !(after_letter && (c == ' ' || c == '-'))) return false;
    after_letter = letter;
  }
  return after_letter;
}

// Reads the document into `styles_` and collects every fault on the way.
class Loader {
 public:
  Result<Styles> load(const Tree& root);

 private:
  void fault(std::string path, std::string_view rule, const Tree* got, std::string_view allowed);
  const Tree* member(const Tree& tree, const std::string& path, std::string_view key, bool object);
  const std::string* string_of(const Tree& tree, const std::string& path);
  std::string text_member(const Tree& tree, const std::string& path, std::string_view key);
  void refuse_unknown(const Tree& tree, const std::string& path,
                      std::initializer_list<std::string_view> known);
  template <class Use>
  void each_term(const Tree& list, const std::string& path, Use use);

  void load_facets(const Tree& root);
  void load_words(const Tree& root);
  void load_negations(const Tree& root);
  void load_flags(const Tree& root);
  void load_never(const Tree& root);
  void load_phrases(const Tree& root);
  void load_set(const Tree& set, const std::string& path, SetName name);
  void load_variant(const Tree& item, const std::string& path, SetName name, std::size_t facet);
  void check_phrase(const std::string& text, const std::string& path, SetName name);

  Styles styles_;
  std::vector<Fault> faults_;
  // Words that no phrase, no raw phrase and no phrase beside another medium may hold.
  Lexicon never_, never_raw_, never_medium_;
};

void Loader::fault(std::string path, std::string_view rule, const Tree* got,
                   std::string_view allowed) {
  faults_.push_back({std::move(path), std::string(rule), got ? std::string(type_of(*got)) : "",
                     std::string(allowed), ""});
}

const Tree* Loader::member(const Tree& tree, const std::string& path, std::string_view key,
                           bool object) {
  const Tree* found = json::find(tree, key);
  const std::string at = path + "/" + std::string(key);
  if (!found) {
    fault(at, "missing", nullptr, object ? "object" : "array");
    return nullptr;
  }
  if (object ? found->is_object() : found->is_array()) return found;
  fault(at, "type", found, object ? "object" : "array");
  return nullptr;
}

const std::string* Loader::string_of(const Tree& tree, const std::string& path) {
  const auto* text = tree.get_ptr<const std::string*>();
  if (!text) {
    fault(path, "type", &tree, "string");
    return nullptr;
  }
  if (text->empty()) {
    fault(path, "length", &tree, "a string that is not empty");
    return nullptr;
  }
  return text;
}

std::string Loader::text_member(const Tree& tree, const std::string& path, std::string_view key) {
  const Tree* found = json::find(tree, key);
  const std::string at = path + "/" + std::string(key);
  if (!found) {
    fault(at, "missing", nullptr, "string");
    return {};
  }
  const std::string* text = string_of(*found, at);
  return text ? *text : std::string();
}

void Loader::refuse_unknown(const Tree& tree, const std::string& path,
                            std::initializer_list<std::string_view> known) {
  for (auto item = tree.begin(); item != tree.end(); ++item) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      fault(path + "/" + escape(item.key()), "unknown", nullptr, "");
    }
  }
}

// Calls use(term) for each string of `list`; it returns false when the term has no word.
template <class Use>
void Loader::each_term(const Tree& list, const std::string& path, Use use) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = path + "/" + std::to_string(i);
    const std::string* term = string_of(list[i], at);
    if (term && !use(*term)) fault(at, "format", &list[i], "a term with at least one word");
  }
}

void Loader::load_facets(const Tree& root) {
  const Tree* facets = member(root, "", "facets", true);
  if (!facets) return;
  for (auto item = facets->begin(); item != facets->end(); ++item) {
    if (!find_name(kFacetNames, item.key())) {
      fault("/facets/" + escape(item.key()), "unknown", nullptr, "");
    }
  }
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    const Tree* list = member(*facets, "/facets", kFacetNames[facet], false);
    if (!list) continue;
    each_term(*list, "/facets/" + std::string(kFacetNames[facet]),
              [&](const std::string& term) { return styles_.lexicon.add(term, 1u << facet); });
  }
}

void Loader::load_words(const Tree& root) {
  const Tree* words = member(root, "", "words", true);
  if (!words) return;
  for (auto item = words->begin(); item != words->end(); ++item) {
    const bool known = std::any_of(std::begin(kWordLists), std::end(kWordLists),
                                   [&](const ListName& list) { return list.name == item.key(); });
    if (!known) fault("/words/" + escape(item.key()), "unknown", nullptr, "");
  }
  for (const ListName& list : kWordLists) {
    const Tree* terms = member(*words, "/words", list.name, false);
    if (!terms) continue;
    each_term(*terms, "/words/" + std::string(list.name),
              [&](const std::string& term) { return styles_.lexicon.add(term, list.marks); });
  }
}

void Loader::load_negations(const Tree& root) {
  const Tree* list = member(root, "", "negations", false);
  if (!list) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string path = "/negations/" + std::to_string(i);
    const Tree& row = (*list)[i];
    if (!row.is_object()) {
      fault(path, "type", &row, "object");
      continue;
    }
    refuse_unknown(row, path, {"terms", "prefer"});
    const std::string prefer = text_member(row, path, "prefer");
    const Tree* terms = member(row, path, "terms", false);
    if (!terms) continue;
    each_term(*terms, path + "/terms", [&](const std::string& term) {
      const auto note = static_cast<std::uint16_t>(styles_.negations.size());
      styles_.negations.push_back({term, prefer});
      return styles_.lexicon.add(term, mark::kNegation, note);
    });
  }
}

void Loader::load_flags(const Tree& root) {
  const Tree* flags = member(root, "", "flags", true);
  if (!flags) return;
  for (auto item = flags->begin(); item != flags->end(); ++item) {
    const auto* use = item.value().get_ptr<const std::string*>();
    if (use) {
      styles_.flags.push_back({item.key(), *use});
    } else {
      fault("/flags/" + escape(item.key()), "type", &item.value(), "string");
    }
  }
}

void Loader::load_never(const Tree& root) {
  const Tree* never = member(root, "", "never", true);
  if (!never) return;
  refuse_unknown(*never, "/never", {"any", "raw", "medium"});
  const std::pair<std::string_view, Lexicon*> lists[] = {
      {"any", &never_}, {"raw", &never_raw_}, {"medium", &never_medium_}};
  for (const auto& [name, lexicon] : lists) {
    const Tree* terms = member(*never, "/never", name, false);
    if (!terms) continue;
    Lexicon& into = *lexicon;
    each_term(*terms, "/never/" + std::string(name),
              [&into](const std::string& term) { return into.add(term, mark::kStyle); });
  }
}

void Loader::load_phrases(const Tree& root) {
  const Tree* phrases = member(root, "", "phrases", true);
  if (!phrases) return;
  for (auto item = phrases->begin(); item != phrases->end(); ++item) {
    if (!find_name(kSetNames, item.key())) {
      fault("/phrases/" + escape(item.key()), "unknown", nullptr, "");
    }
  }
  for (std::size_t i = 0; i < kSetNames.size(); ++i) {
    const Tree* set = member(*phrases, "/phrases", kSetNames[i], true);
    if (set) load_set(*set, "/phrases/" + std::string(kSetNames[i]), static_cast<SetName>(i));
  }
}

void Loader::load_set(const Tree& set, const std::string& path, SetName name) {
  for (auto item = set.begin(); item != set.end(); ++item) {
    const std::string at = path + "/" + escape(item.key());
    const auto facet = find_name(kFacetNames, item.key());
    if (!facet) {
      fault(at, "unknown", nullptr, "");
    } else if (!item.value().is_array()) {
      fault(at, "type", &item.value(), "array");
    } else {
      for (std::size_t i = 0; i < item.value().size(); ++i) {
        load_variant(item.value()[i], at + "/" + std::to_string(i), name, *facet);
      }
    }
  }
}

// A phrase is a string, or an object when it wants people in the prompt or a shape of picture.
void Loader::load_variant(const Tree& item, const std::string& path, SetName name,
                          std::size_t facet) {
  Variant variant;
  if (item.is_object()) {
    refuse_unknown(item, path, {"text", "with", "shape"});
    variant.text = text_member(item, path, "text");
    if (const Tree* with = json::find(item, "with")) {
      variant.people = *with == "people";
      if (!variant.people) fault(path + "/with", "one_of", with, "people");
    }
    if (const Tree* shape = json::find(item, "shape")) {
      if (*shape == "tall") variant.shape = Shape::Tall;
      if (*shape == "wide") variant.shape = Shape::Wide;
      if (variant.shape == Shape::Any) fault(path + "/shape", "one_of", shape, "tall, wide");
    }
  } else if (const std::string* text = string_of(item, path)) {
    variant.text = *text;
  }
  if (variant.text.empty()) return;
  variant.words = count_words(variant.text);
  check_phrase(variant.text, path, name);
  styles_.lexicon.add(variant.text, mark::kOwn | 1u << facet);
  styles_.sets[static_cast<std::size_t>(name)][facet].push_back(std::move(variant));
}

void Loader::check_phrase(const std::string& text, const std::string& path, SetName name) {
  const WordList list = split(text);
  if (!is_phrase(text)) {
    fault(path, "format", nullptr, "lower-case words joined by single spaces or hyphens");
  }
  if (list.words.size() < kShortestPhrase || list.words.size() > kLongestPhrase) {
    fault(path, "length", nullptr, "4..14 words");
  }
  const bool beside_medium = name == SetName::Medium || name == SetName::Graphic;
  // The phrases beside another medium serve raw requests too.
  const bool in_raw = name == SetName::Raw || beside_medium;
  if (never_.read(list).marks) fault(path, "format", nullptr, "no word of /never/any");
  if (in_raw && never_raw_.read(list).marks) {
    fault(path, "format", nullptr, "no word of /never/raw");
  }
  if (beside_medium && never_medium_.read(list).marks) {
    fault(path, "format", nullptr, "no word of /never/medium");
  }
}

Result<Styles> Loader::load(const Tree& root) {
  if (root.is_object()) {
    refuse_unknown(root, "",
                   {"version", "facets", "words", "negations", "flags", "never", "phrases"});
    styles_.version = text_member(root, "", "version");
    load_facets(root);
    load_words(root);
    load_negations(root);
    load_flags(root);
    load_never(root);
    load_phrases(root);
  } else {
    fault("", "type", &root, "object");
  }
  if (faults_.empty()) return std::move(styles_);
  return fail({ErrorCode::InvalidParameter,
               "The styles document has faults; each is listed with its JSON pointer.",
               std::move(faults_), std::nullopt});
}

}  // namespace

Result<Styles> load_styles(std::string_view json) {
  const auto root = json::parse_tree(json);
  if (!root) return fail(root.error());
  return Loader().load(*root);
}

}  // namespace fluxweir::prompt
