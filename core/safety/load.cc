// Reads edge-config/safety.json for the screen and names everything wrong with it.
#include <algorithm>
#include <utility>

#include "json/tree.h"
#include "safety/screen.h"

namespace fluxweir {

using json::Tree;

class ScreenLoader {
 public:
  Result<Screen> load(const Tree& root);

 private:
  void fault(std::string path, std::string_view rule, std::string_view allowed) {
    faults_.push_back({std::move(path), std::string(rule), "", std::string(allowed), ""});
  }
  const Tree* member(const Tree& tree, const std::string& path, std::string_view key, bool object);
  void refuse_unknown(const Tree& tree, const std::string& path,
                      std::initializer_list<std::string_view> known);
  void load_terms(const Tree& list, const std::string& path, std::uint32_t lists);
  void load_lists(const Tree& root);
  void load_rules(const Tree& root);
  void load_rule(const Tree& row, const std::string& path);

  Screen screen_;
  std::vector<std::string> names_;  // list i has bit i + 1
  std::vector<Fault> faults_;
};

const Tree* ScreenLoader::member(const Tree& tree, const std::string& path, std::string_view key,
                                 bool object) {
  const Tree* found = json::find(tree, key);
  const std::string_view type = object ? "object" : "array";
  if (found && (object ? found->is_object() : found->is_array())) return found;
  fault(path + "/" + std::string(key), found ? "type" : "missing", type);
  return nullptr;
}

void ScreenLoader::refuse_unknown(const Tree& tree, const std::string& path,
                                  std::initializer_list<std::string_view> known) {
  for (auto item = tree.begin(); item != tree.end(); ++item) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      fault(path + "/" + item.key(), "unknown", "");
    }
  }
}

void ScreenLoader::load_terms(const Tree& list, const std::string& path, std::uint32_t lists) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto* term = list[i].get_ptr<const std::string*>();
    const std::string at = path + "/" + std::to_string(i);
    if (!term) {
      fault(at, "type", "string");
    } else if (!screen_.add(*term, lists)) {
      fault(at, "format", "lower-case ASCII words; # for a number below eighteen");
    }
  }
}

void ScreenLoader::load_lists(const Tree& root) {
  constexpr std::size_t kMost = 31;
  if (const Tree* exempt = member(root, "", "exempt", false)) load_terms(*exempt, "/exempt", 1);
  const Tree* lists = member(root, "", "lists", true);
  if (!lists) return;
  if (lists->size() > kMost) return fault("/lists", "length", "at most 31 lists");
  for (auto item = lists->begin(); item != lists->end(); ++item) {
    names_.push_back(item.key());
    const std::string path = "/lists/" + item.key();
    if (item.value().is_array()) {
      load_terms(item.value(), path, 1u << names_.size());
    } else {
      fault(path, "type", "array");
    }
  }
}

void ScreenLoader::load_rule(const Tree& row, const std::string& path) {
  Screen::Rule rule;
  refuse_unknown(row, path, {"name", "all"});
  rule.name = json::find_string(row, "name").value_or("");
  if (rule.name.empty()) fault(path + "/name", "missing", "string");
  const Tree* all = member(row, path, "all", false);
  if (!all) return;
  // A rule without lists would refuse everything.
  if (all->empty()) fault(path + "/all", "length", "at least one list");
  for (std::size_t i = 0; i < all->size(); ++i) {
    const auto* name = (*all)[i].get_ptr<const std::string*>();
    const auto at = name ? std::find(names_.begin(), names_.end(), *name) : names_.end();
    if (at == names_.end()) {
      fault(path + "/all/" + std::to_string(i), "one_of", "a name of /lists");
    } else {
      rule.lists |= 2u << (at - names_.begin());
    }
  }
  screen_.rules_.push_back(std::move(rule));
}

void ScreenLoader::load_rules(const Tree& root) {
  const Tree* rules = member(root, "", "rules", false);
  if (!rules) return;
  for (std::size_t i = 0; i < rules->size(); ++i) {
    const std::string path = "/rules/" + std::to_string(i);
    if ((*rules)[i].is_object()) {
      load_rule((*rules)[i], path);
    } else {
      fault(path, "type", "object");
    }
  }
}

Result<Screen> ScreenLoader::load(const Tree& root) {
  if (root.is_object()) {
    refuse_unknown(root, "", {"version", "lists", "exempt", "rules"});
    screen_.version_ = json::find_string(root, "version").value_or("");
    if (screen_.version_.empty()) fault("/version", "missing", "string");
    load_lists(root);
    load_rules(root);
  } else {
    fault("", "type", "object");
  }
  if (faults_.empty()) return std::move(screen_);
  return fail({ErrorCode::InvalidParameter,
               "The safety document has faults; each is listed with its JSON pointer.",
               std::move(faults_), std::nullopt});
}

Result<Screen> Screen::load(std::string_view safety_json) {
  const auto root = json::parse_tree(safety_json);
  if (!root) return fail(root.error());
  return ScreenLoader().load(*root);
}

}  // namespace fluxweir
