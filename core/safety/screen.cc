#include "safety/screen.h"

#include <algorithm>
#include <utility>

namespace fluxweir {

namespace embedded {
extern const std::string_view safety;  // NOLINT(readability-identifier-naming): after its file
}

namespace {

using safety::Folded;
using safety::Word;

constexpr std::uint32_t kExempt = 1;
constexpr std::size_t kNumberRow = 26;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view kNumbers[] = {
    "one", "two",    "three",  "four",     "five",     "six",     "seven",   "eight",    "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"};

// `wanted` is "#" and what follows the number: "#", "#yo".
bool is_number(std::string_view wanted, std::string_view word) {
  wanted.remove_prefix(1);
  std::size_t digits = 0;
  int value = 0;
  while (digits < word.size() && digits < 3 && is_digit(word[digits])) {
    value = value * 10 + (word[digits++] - '0');
  }
  if (digits > 0) return value < 18 && word.substr(digits) == wanted;
  return wanted.empty() && std::any_of(std::begin(kNumbers), std::end(kNumbers), [&](auto number) {
           return number[0] == word[0] && number == word;
         });
}

// Equal, or the plural in -s of a word of three letters or more.
bool same(std::string_view wanted, std::string_view word) {
  if (word.size() == wanted.size()) return word == wanted;
  return wanted.size() >= 3 && word.size() == wanted.size() + 1 && word.back() == 's' &&
         word.substr(0, wanted.size()) == wanted;
}

bool same_word(std::string_view wanted, const Folded& text, const Word& word) {
  if (wanted[0] == '#') return is_number(wanted, text.raw_of(word));
  return same(wanted, text.raw_of(word)) || same(wanted, text.letters_of(word, word));
}

std::size_t row_of(char first) {
  return first >= 'a' && first <= 'z' ? static_cast<std::size_t>(first - 'a') : kNumberRow;
}

// The first four bytes of `text`, zeros where it is shorter.
std::uint32_t head_of(std::string_view text) {
  std::uint32_t head = 0;
  for (std::size_t i = 0; i < text.size() && i < 4; ++i)
    head |= std::uint32_t{static_cast<unsigned char>(text[i])} << 8 * i;
  return head;
}

std::vector<std::string> split(std::string_view term) {
  std::vector<std::string> words(1);
  for (char c : term) {
    if (c != ' ') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

void Screen::add(const json::Value& terms, std::uint32_t lists) {
  for (const json::Value term : terms) {
    std::vector<std::string> words = split(term.string().value_or(""));
    if (words.empty()) continue;
    const std::string first = words.front();
    Term made{std::move(words), lists, 0, 0};
    if (first[0] != '#') {
      made.head = head_of(first);
      made.mask = head_of(std::string(first.size(), '\xff'));
    }
    terms_[row_of(first[0])].push_back(std::move(made));
  }
}

void Screen::read(const json::Value& root) {
  version_ = json::find_string(root, "version").value_or("");
  if (const auto exempt = root.find("exempt")) add(*exempt, kExempt);
  std::vector<std::string_view> names;  // list i has bit i + 1
  const auto lists = root.find("lists");
  const auto rules = root.find("rules");
  if (!lists || !rules) return;
  for (const json::Value list : *lists) {
    names.push_back(list.key());
    add(list, 1u << names.size());
  }
  for (const json::Value row : *rules) {
    Rule rule{std::string(json::find_string(row, "name").value_or("")), 0};
    if (const auto all = row.find("all")) {
      for (const json::Value name : *all) {
        const auto at = std::find(names.begin(), names.end(), name.string().value_or(""));
        rule.lists |= 2u << (at - names.begin());
      }
    }
    rules_.push_back(std::move(rule));
  }
}

Screen Screen::embedded() {
  Screen screen;
  if (const auto document = json::Document::read(embedded::safety)) screen.read(document->root());
  return screen;
}

std::size_t Screen::match(const Term& term, const Folded& text, std::size_t at) {
  const std::vector<Word>& words = text.words;
  std::size_t next = at;
  for (const std::string& wanted : term.words) {
    if (next >= words.size()) return 0;
    if (same_word(wanted, text, words[next])) {
      ++next;
      continue;
    }
    // One word cut in two by a single sign.
    const bool cut = next + 1 < words.size() && words[next + 1].signs == 1;
    if (!cut || !same(wanted, text.letters_of(words[next], words[next + 1]))) return 0;
    next += 2;
  }
  return next - at;
}

void Screen::each_match(const Folded& text, std::size_t at,
                        std::vector<std::pair<std::uint32_t, std::size_t>>& found) const {
  found.clear();
  const Word& word = text.words[at];
  // A word may be cut in two, so these reach into the next.
  const std::uint32_t heads[] = {head_of(std::string_view(text.raw).substr(word.begin)),
                                 head_of(std::string_view(text.letters).substr(word.begin))};
  const std::string_view raw = text.raw_of(word);
  const std::size_t first = row_of(text.letters[word.begin]);
  const bool number = is_digit(raw[0]) || is_number("#", raw);
  const std::size_t rows[] = {first, row_of(raw[0]), number ? kNumberRow : first};
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (std::find(rows, rows + i, rows[i]) != rows + i) continue;
    for (const Term& term : terms_[rows[i]]) {
      if ((heads[0] & term.mask) != term.head && (heads[1] & term.mask) != term.head) continue;
      const std::size_t length = match(term, text, at);
      if (length > 0) found.emplace_back(term.lists, length);
    }
  }
}

std::optional<Error> Screen::judge(std::string_view text) const {
  const Folded folded = safety::fold(text);
  const std::size_t count = folded.words.size();
  struct Found {
    std::uint32_t lists;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Found> found;
  std::vector<bool> exempt(count);
  std::vector<std::pair<std::uint32_t, std::size_t>> here;
  for (std::size_t at = 0; at < count; ++at) {
    each_match(folded, at, here);
    for (const auto& [lists, length] : here) {
      if (lists != kExempt) {
        found.push_back({lists, at, at + length});
        continue;
      }
      for (std::size_t i = at; i < at + length; ++i) exempt[i] = true;
    }
  }
  std::uint32_t lists = 0;
  for (const Found& each : found) {
    bool counts = true;
    for (std::size_t i = each.begin; i < each.end; ++i) counts = counts && !exempt[i];
    if (counts) lists |= each.lists;
  }
  for (const Rule& rule : rules_) {
    if ((rule.lists & lists) != rule.lists) continue;
    return Error{ErrorCode::PromptRefused,
                 "The prompt was refused by this gateway's own list of words (rule " + rule.name +
                     "). Nothing was made and nothing is charged.",
                 {},
                 std::nullopt};
  }
  return std::nullopt;
}

}  // namespace fluxweir
