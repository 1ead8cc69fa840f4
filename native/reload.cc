#include "reload.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "inspector.h"
#include "json/tree.h"
#include "json/writer.h"

namespace fluxweir::native {
namespace {

using json::Tree;

constexpr const char* kFixed[] = {"listen", "data", "test"};

Result<Tree> read_tree(const std::string& text) {
  if (trim(text).empty()) return Tree(Tree::object());
  return json::parse_tree(text);
}

// Where two documents differ.
std::vector<std::string> differences(const Tree& before, const Tree& after) {
  std::vector<std::string> paths;
  for (const Tree& step : Tree::diff(before, after)) {
    std::string path = json::find_string(step, "path").value_or("");
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(std::move(path));
  }
  return paths;
}

void begin_line(json::Writer& line, std::string_view level, std::string_view msg, UnixMillis wall) {
  line.begin_object().member("ts", iso_time(wall.count)).member("level", level).member("msg", msg);
}

void write_list(json::Writer& line, std::string_view key, const std::vector<std::string>& texts) {
  line.key(key).begin_array();
  for (const std::string& text : texts) line.string(text);
  line.end_array();
}

}  // namespace

Result<Gateway> build(const Blueprint& blueprint) {
  const auto& [text, models, profile] = blueprint;
  Result<Gateway> gateway = profile.emulate ? Gateway::load_emulator(text, models, profile)
                                            : Gateway::load(text, models, profile);
  if (!gateway) return gateway;
  const auto calibration = calibration_of(gateway->settings());
  if (!calibration) return fail(calibration.error());
  return gateway;
}

Result<Renewal> renew(const Blueprint& before, const std::string& text, const std::string& models) {
  const Result<Gateway> whole = build({text, models, before.profile});
  if (!whole) return fail(whole.error());
  const Result<Tree> old_tree = read_tree(before.text);
  Result<Tree> tree = read_tree(text);
  if (!old_tree) return fail(old_tree.error());
  if (!tree) return fail(tree.error());
  Renewal renewal{{{}, models, before.profile}, {}, {}};
  for (const char* name : kFixed) {
    const Tree* was = json::find(*old_tree, name);
    const Tree* is = json::find(*tree, name);
    const bool same = was == nullptr || is == nullptr ? was == is : *was == *is;
    if (same) continue;
    renewal.kept.push_back(std::string("/") + name);
    tree->erase(name);
    if (was != nullptr) (*tree)[name] = *was;
  }
  renewal.changed = differences(*old_tree, *tree);
  if (models != before.models) renewal.changed.emplace_back("models");
  renewal.next.text = json::dump_tree(*tree);
  return renewal;
}

std::string reloaded_line(const Renewal& renewal, UnixMillis wall) {
  json::Writer line;
  begin_line(line, renewal.kept.empty() ? "info" : "warn", "reloaded", wall);
  write_list(line, "changed", renewal.changed);
  if (!renewal.kept.empty()) write_list(line, "needs_restart", renewal.kept);
  line.end_object();
  return line.take();
}

std::string refused_line(const Error& error, UnixMillis wall) {
  json::Writer line;
  begin_line(line, "error", "reload_refused", wall);
  line.member("reason", error.message).key("faults").begin_array();
  for (const Fault& fault : error.faults) {
    line.begin_object().member("path", fault.path).member("rule", fault.rule);
    line.member("allowed", fault.allowed).end_object();
  }
  line.end_array().end_object();
  return line.take();
}

}  // namespace fluxweir::native
