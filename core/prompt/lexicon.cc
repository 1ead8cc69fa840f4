#include "prompt/lexicon.h"

#include <algorithm>
#include <utility>

namespace fluxweir::prompt {
namespace {

// FNV-1a (public domain), folded to the table by its low bits.
std::size_t hash(std::string_view word) {
  std::uint32_t value = 2166136261u;
  for (char c : word) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  return value ^ (value >> 15);
}

// Shorter words plus s are other words: "a" and "as", "hi" and "his".
constexpr std::size_t kShortestPlural = 3;

bool same(std::string_view term, std::string_view word) {
  if (word.size() == term.size()) return word == term;
  return term.size() >= kShortestPlural && word.size() == term.size() + 1 && word.back() == 's' &&
         word.substr(0, term.size()) == term;
}

std::string_view first_word(std::string_view term) { return term.substr(0, term.find(' ')); }

void note_negation(Reading& reading, std::uint16_t note) {
  auto& seen = reading.negations;
  if (std::find(seen.begin(), seen.end(), note) == seen.end()) seen.push_back(note);
}

// Words that describe a picture are as good a sign of English as its stop words.
constexpr std::uint32_t kDescriptive = mark::kFacets | mark::kMedium | mark::kPeople |
                                       mark::kChildren | mark::kAnimal | mark::kScene |
                                       mark::kGarment | mark::kGoods | mark::kEnglish;

}  // namespace

Lexicon::Lexicon() : heads_(256, -1) {}

bool Lexicon::matches(const Entry& entry, const WordList& list, std::size_t at) {
  if (entry.count > list.words.size() - at) return false;
  std::string_view rest = entry.term;
  for (std::size_t i = at; i < at + entry.count; ++i) {
    const std::string_view wanted = first_word(rest);
    rest.remove_prefix(wanted.size() + 1);
    const Word& word = list.words[i];
    if (word.quoted || (i > at && word.breaks) || !same(wanted, list.at(i))) return false;
  }
  return true;
}

void Lexicon::grow() {
  heads_.assign(heads_.size() * 2, -1);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::int32_t& head = heads_[hash(first_word(entries_[i].term)) & (heads_.size() - 1)];
    entries_[i].next = std::exchange(head, static_cast<std::int32_t>(i));
  }
}

bool Lexicon::add(std::string_view term, std::uint32_t marks, std::uint16_t note) {
  const WordList list = split(term);
  if (list.words.empty()) return false;
  Entry entry;
  for (std::size_t i = 0; i < list.words.size(); ++i) entry.term.append(list.at(i)) += ' ';
  const std::size_t slot = hash(list.at(0)) & (heads_.size() - 1);
  for (std::int32_t i = heads_[slot]; i >= 0; i = entries_[static_cast<std::size_t>(i)].next) {
    Entry& known = entries_[static_cast<std::size_t>(i)];
    if (known.term != entry.term) continue;
    known.marks |= marks;
    if (marks & mark::kNegation) known.note = note;
    return true;
  }
  entry.count = static_cast<std::uint32_t>(list.words.size());
  entry.marks = marks;
  entry.note = note;
  entry.next = std::exchange(heads_[slot], static_cast<std::int32_t>(entries_.size()));
  entries_.push_back(std::move(entry));
  if (entries_.size() > heads_.size() / 2) grow();
  return true;
}

void Lexicon::consider(std::string_view first, const WordList& list, std::size_t at,
                       Best& best) const {
  for (std::int32_t i = heads_[hash(first) & (heads_.size() - 1)]; i >= 0;) {
    const Entry& entry = entries_[static_cast<std::size_t>(i)];
    i = entry.next;
    if (first_word(entry.term) != first || !matches(entry, list, at)) continue;
    if (entry.marks & mark::kOwn) best.own |= entry.marks;
    if (!best.longest || entry.count > best.longest->count) best.longest = &entry;
  }
}

Reading Lexicon::read(const WordList& list) const {
  Reading reading;
  std::size_t free_from = 0;  // words before it belong to a term already
  for (std::size_t at = 0; at < list.words.size(); ++at) {
    const std::string_view word = list.at(at);
    Best best;
    consider(word, list, at, best);
    if (word.size() > kShortestPlural && word.back() == 's') {
      consider(word.substr(0, word.size() - 1), list, at, best);
    }
    // Our own phrases count wherever they start, even inside a longer term of the caller's words.
    reading.marks |= best.own;
    if (at < free_from || !best.longest) continue;
    const Entry& entry = *best.longest;
    free_from = at + entry.count;
    if (entry.marks & mark::kHomograph) continue;
    reading.marks |= entry.marks;
    if (entry.marks & kDescriptive) ++reading.english;
    if (entry.marks & mark::kForeign) ++reading.foreign;
    if (entry.marks & mark::kMaybeForeign) ++reading.maybe_foreign;
    if (entry.marks & mark::kNegation) note_negation(reading, entry.note);
  }
  return reading;
}

}  // namespace fluxweir::prompt
