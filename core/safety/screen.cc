#include "safety/screen.h"

#include <algorithm>
#include <utility>

namespace fluxweir {
namespace {

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
  return wanted.empty() &&
         std::find(std::begin(kNumbers), std::end(kNumbers), word) != std::end(kNumbers);
}

// Equal, or the plural in -s of a word of three letters or more.
bool same(std::string_view wanted, std::string_view word) {
  if (word.size() == wanted.size()) return word == wanted;
  return wanted.size() >= 3 && word.size() == wanted.size() + 1 && word.back() == 's' &&
         word.substr(0, wanted.size()) == wanted;
}

bool same_word(std::string_view wanted, const Word& word) {
  if (wanted[0] == '#') return is_number(wanted, word.raw);
  return same(wanted, word.raw) || same(wanted, word.letters);
}

std::size_t row_of(char first) {
  return first >= 'a' && first <= 'z' ? static_cast<std::size_t>(first - 'a') : kNumberRow;
}

}  // namespace

bool Screen::add(std::string_view term, std::uint32_t lists) {
  Term made;
  made.lists = lists;
  std::string word;
  for (char c : term) {
    const bool letter = (c >= 'a' && c <= 'z') || (c == '#' && word.empty());
    if (!letter && c != ' ') return false;
    if (letter) word += c;
    if (c == ' ' && !word.empty()) made.words.push_back(std::exchange(word, {}));
  }
  if (!word.empty()) made.words.push_back(std::move(word));
  if (made.words.empty()) return false;
  terms_[row_of(made.words[0][0])].push_back(std::move(made));
  return true;
}

std::size_t Screen::match(const Term& term, const std::vector<Word>& words, std::size_t at) {
  std::size_t next = at;
  for (const std::string& wanted : term.words) {
    if (next >= words.size()) return 0;
    if (same_word(wanted, words[next])) {
      ++next;
      continue;
    }
    // One word cut in two by a single sign.
    const bool cut = next + 1 < words.size() && words[next + 1].signs == 1;
    if (!cut || !same(wanted, words[next].letters + words[next + 1].letters)) return 0;
    next += 2;
  }
  return next - at;
}

void Screen::each_match(const std::vector<Word>& words, std::size_t at,
                        std::vector<std::pair<std::uint32_t, std::size_t>>& found) const {
  found.clear();
  const Word& word = words[at];
  const std::size_t first = row_of(word.letters[0]);
  const bool number = is_digit(word.raw[0]) || is_number("#", word.raw);
  const std::size_t rows[] = {first, row_of(word.raw[0]), number ? kNumberRow : first};
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (std::find(rows, rows + i, rows[i]) != rows + i) continue;
    for (const Term& term : terms_[rows[i]]) {
      const std::size_t length = match(term, words, at);
      if (length > 0) found.emplace_back(term.lists, length);
    }
  }
}

std::optional<Error> Screen::judge(std::string_view text) const {
  const std::vector<Word> words = safety::fold(text);
  struct Found {
    std::uint32_t lists;
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Found> found;
  std::vector<bool> exempt(words.size());
  std::vector<std::pair<std::uint32_t, std::size_t>> here;
  for (std::size_t at = 0; at < words.size(); ++at) {
    each_match(words, at, here);
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
