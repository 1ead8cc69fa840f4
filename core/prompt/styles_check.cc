// Names everything that is wrong with a styles document, before it is read.
#include "base/text.h"
#include "prompt/styles.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "json/reader.h"

namespace fluxweir::embedded {
extern const std::string_view never;  // NOLINT(readability-identifier-naming): after its file
}

namespace fluxweir::prompt {
namespace {

using json::Kind;
using json::Value;

// A phrase this long is never a caller's own words by accident; a longer one is a sentence.
constexpr std::size_t kShortestPhrase = 4;
constexpr std::size_t kLongestPhrase = 14;

template <class Array>
std::optional<std::size_t> find_name(const Array& names, std::string_view name) {
  const auto at = std::find(std::begin(names), std::end(names), name);
  if (at == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(at - std::begin(names));
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

class Checker {
 public:
  Checker();
  // All faults of the document.
  std::vector<Fault> check(const Value& root);

 private:
  void fault(std::string path, std::string_view rule, std::optional<Value> got,
             std::string_view allowed);
  std::optional<Value> member(const Value& tree, const std::string& path, std::string_view key,
                              Kind kind);
  std::optional<std::string_view> string_of(const Value& value, const std::string& path);
  std::string text_member(const Value& tree, const std::string& path, std::string_view key);
  void refuse_unknown(const Value& tree, const std::string& path,
                      std::initializer_list<std::string_view> known);
  void check_terms(const Value& list, const std::string& path);

  void check_facets(const Value& root);
  void check_words(const Value& root);
  void check_negations(const Value& root);
  void check_flags(const Value& root);
  void check_phrases(const Value& root);
  void check_set(const Value& set, const std::string& path, SetName name);
  void check_variant(const Value& item, const std::string& path, SetName name);
  void check_phrase(const std::string& text, const std::string& path, SetName name);

  std::vector<Fault> faults_;
  // Words that no phrase, no raw phrase and no phrase beside another medium may hold.
  Lexicon never_, never_raw_, never_medium_;
};

Checker::Checker() {
  const auto document = json::Document::read(embedded::never);
  const std::pair<std::string_view, Lexicon*> lists[] = {
      {"any", &never_}, {"raw", &never_raw_}, {"medium", &never_medium_}};
  for (const auto& [name, lexicon] : lists) {
    const Value root = document->root();
    const std::optional<Value> list = root.find(name);
    for (const Value term : *list) lexicon->add(*term.string(), mark::kStyle);
  }
}

void Checker::fault(std::string path, std::string_view rule, std::optional<Value> got,
                    std::string_view allowed) {
  faults_.push_back({std::move(path), std::string(rule), got ? std::string(got->type()) : "",
                     std::string(allowed), ""});
}

std::optional<Value> Checker::member(const Value& tree, const std::string& path,
                                     std::string_view key, Kind kind) {
  const std::optional<Value> found = tree.find(key);
  if (found && found->is(kind)) return found;
  fault(path + "/" + std::string(key), found ? "type" : "missing", found, json::kind_name(kind));
  return std::nullopt;
}

std::optional<std::string_view> Checker::string_of(const Value& value, const std::string& path) {
  const std::optional<std::string_view> text = value.string();
  if (text && !text->empty()) return text;
  fault(path, text ? "length" : "type", value, text ? "a string that is not empty" : "string");
  return std::nullopt;
}

std::string Checker::text_member(const Value& tree, const std::string& path, std::string_view key) {
  const std::optional<Value> found = tree.find(key);
  const std::string at = path + "/" + std::string(key);
  if (!found) {
    fault(at, "missing", std::nullopt, "string");
    return {};
  }
  return std::string(string_of(*found, at).value_or(""));
}

void Checker::refuse_unknown(const Value& tree, const std::string& path,
                             std::initializer_list<std::string_view> known) {
  for (const Value item : tree) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      fault(json::pointer(path, item.key()), "unknown", std::nullopt, "");
    }
  }
}

void Checker::check_terms(const Value& list, const std::string& path) {
  std::size_t i = 0;
  for (const Value item : list) {
    const std::string at = path + "/" + whole_text(i++);
    const auto term = string_of(item, at);
    if (term && split(*term).words.empty())
      fault(at, "format", item, "a term with at least one word");
  }
}

void Checker::check_facets(const Value& root) {
  const auto facets = member(root, "", "facets", Kind::Object);
  if (!facets) return;
  for (const Value item : *facets) {
    if (!find_name(kFacetNames, item.key())) {
      fault(json::pointer("/facets", item.key()), "unknown", std::nullopt, "");
    }
  }
  for (std::size_t facet = 0; facet < kFacets; ++facet) {
    const auto list = member(*facets, "/facets", kFacetNames[facet], Kind::Array);
    if (list) check_terms(*list, "/facets/" + std::string(kFacetNames[facet]));
  }
}

void Checker::check_words(const Value& root) {
  const auto words = member(root, "", "words", Kind::Object);
  if (!words) return;
  for (const Value item : *words) {
    const bool known = std::any_of(std::begin(kWordLists), std::end(kWordLists),
                                   [&](const ListName& list) { return list.name == item.key(); });
    if (!known) fault(json::pointer("/words", item.key()), "unknown", std::nullopt, "");
  }
  for (const ListName& list : kWordLists) {
    const auto terms = member(*words, "/words", list.name, Kind::Array);
    if (terms) check_terms(*terms, "/words/" + std::string(list.name));
  }
}

void Checker::check_negations(const Value& root) {
  const auto list = member(root, "", "negations", Kind::Array);
  if (!list) return;
  std::size_t i = 0;
  for (const Value row : *list) {
    const std::string path = "/negations/" + whole_text(i++);
    if (!row.is(Kind::Object)) {
      fault(path, "type", row, "object");
      continue;
    }
    refuse_unknown(row, path, {"terms", "prefer"});
    text_member(row, path, "prefer");
    if (const auto terms = member(row, path, "terms", Kind::Array))
      check_terms(*terms, path + "/terms");
  }
}

void Checker::check_flags(const Value& root) {
  const auto flags = member(root, "", "flags", Kind::Object);
  if (!flags) return;
  for (const Value item : *flags) {
    if (!item.string()) fault(json::pointer("/flags", item.key()), "type", item, "string");
  }
}

void Checker::check_phrases(const Value& root) {
  const auto phrases = member(root, "", "phrases", Kind::Object);
  if (!phrases) return;
  for (const Value item : *phrases) {
    if (!find_name(kSetNames, item.key())) {
      fault(json::pointer("/phrases", item.key()), "unknown", std::nullopt, "");
    }
  }
  for (std::size_t i = 0; i < kSetNames.size(); ++i) {
    const auto set = member(*phrases, "/phrases", kSetNames[i], Kind::Object);
    if (set) check_set(*set, "/phrases/" + std::string(kSetNames[i]), static_cast<SetName>(i));
  }
}

void Checker::check_set(const Value& set, const std::string& path, SetName name) {
  for (const Value item : set) {
    const std::string at = json::pointer(path, item.key());
    const auto facet = find_name(kFacetNames, item.key());
    if (!facet) {
      fault(at, "unknown", std::nullopt, "");
    } else if (!item.is(Kind::Array)) {
      fault(at, "type", item, "array");
    } else {
      std::size_t i = 0;
      for (const Value variant : item) check_variant(variant, at + "/" + whole_text(i++), name);
    }
  }
}

void Checker::check_variant(const Value& item, const std::string& path, SetName name) {
  std::string text;
  if (item.is(Kind::Object)) {
    refuse_unknown(item, path, {"text", "with", "shape"});
    text = text_member(item, path, "text");
    const auto with = item.find("with");
    if (with && with->string() != "people") fault(path + "/with", "one_of", with, "people");
    const auto shape = item.find("shape");
    if (shape && shape->string() != "tall" && shape->string() != "wide")
      fault(path + "/shape", "one_of", shape, "tall, wide");
  } else {
    text = string_of(item, path).value_or("");
  }
  if (!text.empty()) check_phrase(text, path, name);
}

void Checker::check_phrase(const std::string& text, const std::string& path, SetName name) {
  const WordList list = split(text);
  if (!is_phrase(text)) {
    fault(path, "format", std::nullopt, "lower-case words joined by single spaces or hyphens");
  }
  if (list.words.size() < kShortestPhrase || list.words.size() > kLongestPhrase) {
    fault(path, "length", std::nullopt, "4..14 words");
  }
  const bool beside_medium = name == SetName::Medium || name == SetName::Graphic;
  // The phrases beside another medium serve raw requests too.
  const bool in_raw = name == SetName::Raw || beside_medium;
  if (never_.read(list).marks)
    fault(path, "format", std::nullopt, "no word of \"any\" in never.json");
  if (in_raw && never_raw_.read(list).marks) {
    fault(path, "format", std::nullopt, "no word of \"raw\" in never.json");
  }
  if (beside_medium && never_medium_.read(list).marks) {
    fault(path, "format", std::nullopt, "no word of \"medium\" in never.json");
  }
}

std::vector<Fault> Checker::check(const Value& root) {
  if (!root.is(Kind::Object)) {
    fault("", "type", root, "object");
    return std::move(faults_);
  }
  refuse_unknown(root, "", {"version", "facets", "words", "negations", "flags", "phrases"});
  text_member(root, "", "version");
  check_facets(root);
  check_words(root);
  check_negations(root);
  check_flags(root);
  check_phrases(root);
  return std::move(faults_);
}

}  // namespace

Result<Styles> load_styles(std::string_view json) {
  const auto document = json::Document::read(json);
  if (!document) return fail(document.error());
  std::vector<Fault> faults = Checker().check(document->root());
  if (faults.empty()) return read_styles(document->root());
  return fail({ErrorCode::InvalidParameter,
               "The styles document has faults; each is listed with its JSON pointer.",
               std::move(faults), std::nullopt});
}

}  // namespace fluxweir::prompt
