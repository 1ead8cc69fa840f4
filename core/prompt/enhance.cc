#include "prompt/enhance.h"

#include <algorithm>
#include <utility>

#include "prompt/warnings.h"

namespace fluxweir {

namespace embedded {
extern const std::string_view styles;  // NOLINT(readability-identifier-naming): after its file
}

namespace {

using prompt::Reading;
using prompt::SetName;
using prompt::Shape;
using prompt::Styles;
using prompt::Variant;
using prompt::WordList;
namespace mark = prompt::mark;

constexpr std::size_t kLongWords = 30;   // from here on the caller has said enough
constexpr std::size_t kLongBytes = 600;  // few but huge words: keeps the result within 350 tokens
constexpr std::size_t kMostWords = 60;   // of the result
constexpr int kDetailedFacets = 4;
constexpr std::size_t kReferenceWords = 4;  // up to here a reference picture speaks for itself
constexpr double kWide = 1.6;
constexpr double kTall = 0.625;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && (is_space(text.back()) || text.back() == ',')) text.remove_suffix(1);
  return text;
}

bool is_structured(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

int count_facets(std::uint32_t marks) {
  int count = 0;
  for (std::size_t facet = 0; facet < prompt::kFacets; ++facet) count += (marks >> facet) & 1;
  return count;
}

// Another script by its letters, another language in ours by its stop words. A name ("Rio de
// Janeiro") has one word that may be foreign; prose has more, or one that can't be English.
bool is_foreign(std::string_view text, const WordList& list, const Reading& reading) {
  const prompt::Letters letters = prompt::count_letters(text, list.quotes);
  if (letters.latin == 0) return list.quotes.empty() || letters.other > 0;
  if (letters.other * 9 > letters.latin) return true;
  std::uint32_t score = 2 * reading.foreign + reading.maybe_foreign;
  for (std::size_t i = 0; i < list.words.size(); ++i) {
    const bool accented = std::any_of(list.at(i).begin(), list.at(i).end(),
                                      [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
    if (accented && !list.words[i].quoted) {
      ++score;
      break;
    }
  }
  const std::uint32_t most = 2 * reading.english + (reading.foreign > 0 ? 0 : 1);
  return score >= std::max(most, 2u);
}

std::string_view find_skip(std::string_view text, const WordList& list, const Reading& reading,
                           const EnhanceOptions& options) {
  if (trim_end(text).empty()) return "empty";
  if (is_structured(text)) return "structured";
  if (reading.marks & mark::kOwn) return "already_enhanced";
  if (is_foreign(text, list, reading)) return "not_english";
  const std::size_t words = prompt::count_words(text);
  if (words >= kLongWords || text.size() > kLongBytes) return "long";
  if (count_facets(reading.marks) >= kDetailedFacets) return "detailed";
  if (options.has_reference && words <= kReferenceWords) return "reference_only";
  return {};
}

// The explicit word wins; a garment makes fashion only on a person (a fox in a suit is none);
// people make a portrait and goods a product only when nothing says that they stand in a scene.
SetName choose_vertical(std::uint32_t marks) {
  const bool person = (marks & (mark::kPeople | mark::kChildren)) != 0;
  const bool animal = (marks & mark::kAnimal) != 0;
  const bool scene = (marks & mark::kScene) != 0;
  if (marks & mark::kMedium) return SetName::Creative;
  if (marks & mark::kPortrait) return SetName::Portrait;
  if (marks & mark::kProduct) return SetName::Product;
  if (marks & mark::kFashion) return SetName::Fashion;
  if (person && !animal && (marks & mark::kGarment)) return SetName::Fashion;
  if (person && !animal && !scene) return SetName::Portrait;
  if ((marks & mark::kGoods) && !animal && !scene) return SetName::Product;
  return SetName::Creative;
}

SetName choose_set(SetName vertical, std::uint32_t marks, bool raw) {
  if (marks & mark::kGraphic) return SetName::Graphic;
  if (marks & mark::kMedium) return SetName::Medium;
  return raw ? SetName::Raw : vertical;
}

// FNV-1a over seed, facet and prompt, then the finaliser of splitmix64 (both public domain).
std::uint64_t hash(std::uint64_t seed, std::size_t facet, std::string_view text) {
  std::uint64_t value = 14695981039346656037u;
  const auto mix = [&value](std::uint64_t byte) { value = (value ^ byte) * 1099511628211u; };
  for (int shift = 0; shift < 64; shift += 8) mix((seed >> shift) & 0xFF);
  mix(facet);
  for (char c : text) mix(static_cast<unsigned char>(c));
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

// How closely `variant` fits, by the conditions it meets; -1 when it fails one.
int fit(const Variant& variant, bool people, Shape shape) {
  if (variant.people && !people) return -1;
  if (variant.shape != Shape::Any && variant.shape != shape) return -1;
  return (variant.people ? 1 : 0) + (variant.shape != Shape::Any ? 1 : 0);
}

// One of the variants that fit best, by `number`.
const Variant* choose(const std::vector<Variant>& variants, bool people, Shape shape,
                      std::uint64_t number) {
  int best = -1;
  std::uint64_t count = 0;
  for (const Variant& variant : variants) {
    const int fits = fit(variant, people, shape);
    if (fits > best) {
      best = fits;
      count = 0;
    }
    if (fits == best && fits >= 0) ++count;
  }
  if (best < 0) return nullptr;
  std::uint64_t skip = number % count;
  for (const Variant& variant : variants) {
    if (fit(variant, people, shape) == best && skip-- == 0) return &variant;
  }
  return nullptr;
}

Shape shape_of(double ratio) {
  if (ratio >= kWide) return Shape::Wide;
  return ratio <= kTall ? Shape::Tall : Shape::Any;
}

// A sentence that ended is followed by another; everything else goes on after a comma.
std::string join(std::string_view text, const std::vector<Addition>& added) {
  std::string out(text);
  const bool sentence = text.back() == '.' || text.back() == '!' || text.back() == '?';
  const bool open = sentence || text.back() == ':' || text.back() == ';';
  for (const Addition& addition : added) {
    const bool first = &addition == &added.front();
    out += first && open ? " " : ", ";
    const std::size_t at = out.size();
    out += addition.phrase;
    if (first && sentence) out[at] = static_cast<char>(out[at] - 'a' + 'A');
  }
  if (sentence) out += '.';
  return out;
}

std::vector<Addition> choose_additions(const prompt::PhraseSet& set, std::string_view text,
                                       const Reading& reading, const EnhanceOptions& options) {
  // Texture of skin and the like is for adults only.
  const bool people =
      (reading.marks & mark::kPeople) != 0 && (reading.marks & mark::kChildren) == 0;
  std::vector<Addition> added;
  std::size_t words = prompt::count_words(text);
  for (std::size_t facet = 0; facet < prompt::kFacets; ++facet) {
    if (reading.marks & (1u << facet)) continue;
    const Variant* variant =
        choose(set[facet], people, shape_of(options.ratio), hash(options.seed, facet, text));
    if (!variant || words + variant->words > kMostWords) continue;
    words += variant->words;
    added.push_back({std::string(prompt::kFacetNames[facet]), variant->text});
  }
  return added;
}

}  // namespace

Result<Enhancer> Enhancer::load(std::string_view styles_json) {
  auto styles = prompt::load_styles(styles_json);
  if (!styles) return fail(std::move(styles.error()));
  return Enhancer(std::move(*styles));
}

Enhancer Enhancer::embedded() {
  const auto document = json::Document::read(embedded::styles);
  return Enhancer(document ? prompt::read_styles(document->root()) : prompt::Styles{});
}

FinalPrompt Enhancer::enhance(std::string_view prompt, const EnhanceOptions& options) const {
  const WordList list = prompt::split(prompt);
  const Reading reading = styles_.lexicon.read(list);
  FinalPrompt result;
  result.skipped = find_skip(prompt, list, reading, options);
  if (result.skipped != "not_english") {  // "no" and "non" are no negations elsewhere
    result.warnings = prompt::find_warnings(prompt, list, reading, styles_);
  }
  if (!result.skipped.empty()) {
    result.text = prompt;
    return result;
  }
  const std::string_view text = trim_end(prompt);
  const SetName vertical = choose_vertical(reading.marks);
  const SetName set = choose_set(vertical, reading.marks, options.raw);
  result.added =
      choose_additions(styles_.sets[static_cast<std::size_t>(set)], text, reading, options);
  if (result.added.empty()) {
    result.text = prompt;
    result.skipped = "detailed";
    return result;
  }
  result.vertical = prompt::kSetNames[static_cast<std::size_t>(vertical)];
  result.text = join(text, result.added);
  return result;
}

std::vector<std::string_view> Enhancer::facets(std::string_view prompt) const {
  const Reading reading = styles_.lexicon.read(prompt::split(prompt));
  std::vector<std::string_view> names;
  for (std::size_t facet = 0; facet < prompt::kFacets; ++facet) {
    if (reading.marks & (1u << facet)) names.push_back(prompt::kFacetNames[facet]);
  }
  return names;
}

}  // namespace fluxweir
