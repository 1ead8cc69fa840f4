// Names everything that is wrong with a safety document, before the screen reads it.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/reader.h"
#include "safety/screen.h"

namespace fluxweir {
namespace {

using json::Kind;
using json::Value;

// Words of lower-case letters; a "#" may begin one.
bool is_term(std::string_view term) {
  bool any = false;
  bool in_word = false;
  for (char c : term) {
    const bool letter = (c >= 'a' && c <= 'z') || (c == '#' && !in_word);
    if (!letter && c != ' ') return false;
    in_word = letter;
    any = any || letter;
  }
  return any;
}

class Checker {
 public:
  // All faults of the document.
  std::vector<Fault> check(const Value& root);

 private:
  void fault(std::string path, std::string_view rule, std::string_view allowed) {
    faults_.push_back({std::move(path), std::string(rule), "", std::string(allowed), ""});
  }
  std::optional<Value> member(const Value& tree, const std::string& path, std::string_view key,
                              Kind kind);
  void refuse_unknown(const Value& tree, const std::string& path,
                      std::initializer_list<std::string_view> known);
  void check_terms(const Value& list, const std::string& path);
  void check_lists(const Value& root);
  void check_rules(const Value& root);
  void check_rule(const Value& row, const std::string& path);

  std::vector<std::string_view> names_;  // of the lists
  std::vector<Fault> faults_;
};

std::optional<Value> Checker::member(const Value& tree, const std::string& path,
                                     std::string_view key, Kind kind) {
  const std::optional<Value> found = tree.find(key);
  if (found && found->is(kind)) return found;
  fault(path + "/" + std::string(key), found ? "type" : "missing", json::kind_name(kind));
  return std::nullopt;
}

void Checker::refuse_unknown(const Value& tree, const std::string& path,
                             std::initializer_list<std::string_view> known) {
  for (const Value item : tree) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      fault(json::pointer(path, item.key()), "unknown", "");
    }
  }
}

void Checker::check_terms(const Value& list, const std::string& path) {
  std::size_t i = 0;
  for (const Value item : list) {
    const auto term = item.string();
    const std::string at = path + "/" + whole_text(i++);
    if (!term) {
      fault(at, "type", "string");
    } else if (!is_term(*term)) {
      fault(at, "format", "lower-case ASCII words; # for a number below eighteen");
    }
  }
}

void Checker::check_lists(const Value& root) {
  constexpr std::size_t kMost = 31;
  if (const auto exempt = member(root, "", "exempt", Kind::Array)) check_terms(*exempt, "/exempt");
  const auto lists = member(root, "", "lists", Kind::Object);
  if (!lists) return;
  if (lists->size() > kMost) return fault("/lists", "length", "at most 31 lists");
  for (const Value item : *lists) {
    names_.push_back(item.key());
    const std::string path = json::pointer("/lists", item.key());
    if (item.is(Kind::Array)) {
      check_terms(item, path);
    } else {
      fault(path, "type", "array");
    }
  }
}

void Checker::check_rule(const Value& row, const std::string& path) {
  refuse_unknown(row, path, {"name", "all"});
  if (json::find_string(row, "name").value_or("").empty())
    fault(path + "/name", "missing", "string");
  const auto all = member(row, path, "all", Kind::Array);
  if (!all) return;
  // A rule without lists would refuse everything.
  if (all->size() == 0) fault(path + "/all", "length", "at least one list");
  std::size_t i = 0;
  for (const Value item : *all) {
    const std::string at = path + "/all/" + whole_text(i++);
    const auto name = item.string();
    if (!name || std::find(names_.begin(), names_.end(), *name) == names_.end())
      fault(at, "one_of", "a name of /lists");
  }
}

void Checker::check_rules(const Value& root) {
  const auto rules = member(root, "", "rules", Kind::Array);
  if (!rules) return;
  std::size_t i = 0;
  for (const Value rule : *rules) {
    const std::string path = "/rules/" + whole_text(i++);
    if (rule.is(Kind::Object)) {
      check_rule(rule, path);
    } else {
      fault(path, "type", "object");
    }
  }
}

std::vector<Fault> Checker::check(const Value& root) {
  if (!root.is(Kind::Object)) {
    fault("", "type", "object");
    return std::move(faults_);
  }
  refuse_unknown(root, "", {"version", "lists", "exempt", "rules"});
  if (json::find_string(root, "version").value_or("").empty())
    fault("/version", "missing", "string");
  check_lists(root);
  check_rules(root);
  return std::move(faults_);
}

}  // namespace

Result<Screen> Screen::load(std::string_view safety_json) {
  const auto document = json::Document::read(safety_json);
  if (!document) return fail(document.error());
  std::vector<Fault> faults = Checker().check(document->root());
  if (!faults.empty()) {
    return fail({ErrorCode::InvalidParameter,
                 "The safety document has faults; each is listed with its JSON pointer.",
                 std::move(faults), std::nullopt});
  }
  Screen screen;
  screen.read(document->root());
  return screen;
}

}  // namespace fluxweir
