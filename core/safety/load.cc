// Reads edge-config/safety.json for the screen and names everything wrong with it.
#include <algorithm>
#include <utility>

#include "json/reader.h"
#include "safety/screen.h"

namespace fluxweir {

using json::Kind;
using json::Value;

class ScreenLoader {
 public:
  Result<Screen> load(const Value& root);

 private:
  void fault(std::string path, std::string_view rule, std::string_view allowed) {
    faults_.push_back({std::move(path), std::string(rule), "", std::string(allowed), ""});
  }
  std::optional<Value> member(const Value& tree, const std::string& path, std::string_view key,
                              Kind kind);
  void refuse_unknown(const Value& tree, const std::string& path,
                      std::initializer_list<std::string_view> known);
  void load_terms(const Value& list, const std::string& path, std::uint32_t lists);
  void load_lists(const Value& root);
  void load_rules(const Value& root);
  void load_rule(const Value& row, const std::string& path);

  Screen screen_;
  std::vector<std::string> names_;  // list i has bit i + 1
  std::vector<Fault> faults_;
};

std::optional<Value> ScreenLoader::member(const Value& tree, const std::string& path,
                                          std::string_view key, Kind kind) {
  const std::optional<Value> found = tree.find(key);
  if (found && found->is(kind)) return found;
  fault(path + "/" + std::string(key), found ? "type" : "missing", json::kind_name(kind));
  return std::nullopt;
}

void ScreenLoader::refuse_unknown(const Value& tree, const std::string& path,
                                  std::initializer_list<std::string_view> known) {
  for (const Value item : tree) {
    if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
      fault(json::pointer(path, item.key()), "unknown", "");
    }
  }
}

void ScreenLoader::load_terms(const Value& list, const std::string& path, std::uint32_t lists) {
  std::size_t i = 0;
  for (const Value item : list) {
    const auto term = item.string();
    const std::string at = path + "/" + std::to_string(i++);
    if (!term) {
      fault(at, "type", "string");
    } else if (!screen_.add(*term, lists)) {
      fault(at, "format", "lower-case ASCII words; # for a number below eighteen");
    }
  }
}

void ScreenLoader::load_lists(const Value& root) {
  constexpr std::size_t kMost = 31;
  if (const auto exempt = member(root, "", "exempt", Kind::Array))
    load_terms(*exempt, "/exempt", 1);
  const auto lists = member(root, "", "lists", Kind::Object);
  if (!lists) return;
  if (lists->size() > kMost) return fault("/lists", "length", "at most 31 lists");
  for (const Value item : *lists) {
    names_.push_back(std::string(item.key()));
    const std::string path = json::pointer("/lists", item.key());
    if (item.is(Kind::Array)) {
      load_terms(item, path, 1u << names_.size());
    } else {
      fault(path, "type", "array");
    }
  }
}

void ScreenLoader::load_rule(const Value& row, const std::string& path) {
  Screen::Rule rule;
  refuse_unknown(row, path, {"name", "all"});
  rule.name = json::find_string(row, "name").value_or("");
  if (rule.name.empty()) fault(path + "/name", "missing", "string");
  const auto all = member(row, path, "all", Kind::Array);
  if (!all) return;
  // A rule without lists would refuse everything.
  if (all->size() == 0) fault(path + "/all", "length", "at least one list");
  std::size_t i = 0;
  for (const Value item : *all) {
    const auto name = item.string();
    const auto at = name ? std::find(names_.begin(), names_.end(), *name) : names_.end();
    if (at == names_.end()) {
      fault(path + "/all/" + std::to_string(i), "one_of", "a name of /lists");
    } else {
      rule.lists |= 2u << (at - names_.begin());
    }
    ++i;
  }
  screen_.rules_.push_back(std::move(rule));
}

void ScreenLoader::load_rules(const Value& root) {
  const auto rules = member(root, "", "rules", Kind::Array);
  if (!rules) return;
  std::size_t i = 0;
  for (const Value rule : *rules) {
    const std::string path = "/rules/" + std::to_string(i++);
    if (rule.is(Kind::Object)) {
      load_rule(rule, path);
    } else {
      fault(path, "type", "object");
    }
  }
}

Result<Screen> ScreenLoader::load(const Value& root) {
  if (root.is(Kind::Object)) {
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
  const auto document = json::Document::read(safety_json);
  if (!document) return fail(document.error());
  return ScreenLoader().load(document->root());
}

}  // namespace fluxweir
