#include "prompt/warnings.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace fluxweir::prompt {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void add_once(std::vector<std::string>& lines, std::string line) {
  if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
}

// "(word:1.3)": a colon and a number right before a closing bracket, and a bracket that opened.
bool ends_weight(std::string_view text, std::size_t bracket, bool opened) {
  std::size_t at = bracket;
  while (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.')) --at;
  return opened && at < bracket && at > 0 && text[at - 1] == ':';
}

bool is_word_at(std::string_view text, std::size_t at, std::string_view word) {
  return text.substr(at, word.size()) == word && (at == 0 || !is_letter(text[at - 1])) &&
         (at + word.size() == text.size() || !is_letter(text[at + word.size()]));
}

// The flag whose "--name" stands at `at`, after white space.
const Flag* find_flag(std::string_view lower, std::size_t at, const Styles& styles) {
  if (lower.substr(at, 2) != "--" || (at > 0 && !is_space(lower[at - 1]))) return nullptr;
  std::size_t end = at + 2;
  while (end < lower.size() && is_letter(lower[end])) ++end;
  const std::string_view name = lower.substr(at + 2, end - at - 2);
  for (const Flag& flag : styles.flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

std::string flag_line(const Flag& flag) {
  std::string line = "foreign_syntax: --" + flag.name + " reaches the model as plain text; ";
  if (flag.use.empty()) return line + "remove it";
  return line + "use " + flag.use;
}

void find_foreign_syntax(std::string_view text, const WordList& list, const Styles& styles,
                         std::vector<std::string>& lines) {
  std::size_t quote = 0;
  bool opened = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quote < list.quotes.size() && list.quotes[quote].begin == at) {
      at = list.quotes[quote++].end - 1;
      continue;
    }
    const char c = text[at];
    if (c == '-') {
      if (const Flag* flag = find_flag(list.lower, at, styles)) add_once(lines, flag_line(*flag));
    } else if (c == '(') {
      opened = true;
    } else if (c == ')') {
      if (ends_weight(text, at, opened)) {
        add_once(lines,
                 "foreign_syntax: (word:1.3) weights reach the model as plain text; say it "
                 "in words");
      }
      opened = false;
    } else if (c == '<' && std::string_view(list.lower).substr(at, 6) == "<lora:") {
      add_once(lines, "foreign_syntax: <lora:...> reaches the model as plain text; remove it");
    } else if (c == 'B' && is_word_at(text, at, "BREAK")) {
      add_once(lines,
               "foreign_syntax: BREAK reaches the model as plain text; start a new sentence");
    }
  }
}

}  // namespace

std::vector<std::string> find_warnings(std::string_view text, const WordList& list,
                                       const Reading& reading, const Styles& styles) {
  std::vector<std::string> lines;
  for (std::uint16_t note : reading.negations) {
    const Negation& negation = styles.negations[note];
    add_once(lines, "negation_detected: \"" + negation.term +
                        "\" tends to add what it names; prefer " + negation.prefer);
  }
  find_foreign_syntax(text, list, styles, lines);
  return lines;
}

}  // namespace fluxweir::prompt
