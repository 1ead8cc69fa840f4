// A calibration as it stands in a document that people may edit: every fault with its pointer.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/fault_list.h"
#include "base/text.h"
#include "json/reader.h"
#include "quality/calibration.h"
#include "quality/write.h"

namespace fluxweir {
namespace {

using json::Kind;
using json::pointer;
using json::Value;

// Whether `value` is an object; a fault for each member that has none of the names.
bool is_object_of(const Value& value, std::initializer_list<std::string_view> names,
                  std::string_view at, FaultList& faults) {
  if (!value.is(Kind::Object)) {
    faults.add(at, "type", "an object");
    return false;
  }
  std::string known;
  for (const std::string_view name : names) known.append(known.empty() ? "" : ", ").append(name);
  for (const Value member : value) {
    if (std::find(names.begin(), names.end(), member.key()) == names.end())
      faults.add(pointer(at, member.key()), "unknown", "one of: " + known);
  }
  return true;
}

// The rule that gates by both names; nothing and a fault when there is none.
const Rule* find_gate(const Value& row, std::string_view at, FaultList& faults) {
  const auto check = json::find_string(row, "check");
  const auto measure = json::find_string(row, "measure");
  std::string checks, measures;
  for (const Rule& rule : rules()) {
    if (rule.gate == Gate::Never) continue;
    const std::string_view name = measure_rows()[static_cast<std::size_t>(rule.measure)].name;
    const bool same = check_name(rule.check) == check;
    if (same && name == measure) return &rule;
    if (checks.find(check_name(rule.check)) == std::string::npos)
      checks.append(checks.empty() ? "" : ", ").append(check_name(rule.check));
    if (same) measures.append(measures.empty() ? "" : ", ").append(name);
  }
  if (measures.empty()) {
    faults.add(pointer(at, "check"), "one_of", checks);
  } else {
    faults.add(pointer(at, "measure"), "one_of", measures);
  }
  return nullptr;
}

void read_limit(const Value& row, const std::string& at, Calibration& out, FaultList& faults) {
  if (!is_object_of(row, {"check", "measure", "limit"}, at, faults)) return;
  const Rule* rule = find_gate(row, at, faults);
  if (rule == nullptr) return;
  const std::optional<Value> limit = row.find("limit");
  const auto number = limit ? limit->decimal() : std::nullopt;
  const auto [low, high] = std::minmax(rule->ok, rule->fail);
  if (!number || number->millionths < low || number->millionths > high) {
    faults.add(pointer(at, "limit"),
               number  ? "range"
               : limit ? "type"
                       : "missing",
               number_text(low) + ".." + number_text(high));
    return;
  }
  const auto same = [&](const FittedLimit& other) {
    return other.check == rule->check && other.measure == rule->measure;
  };
  if (std::any_of(out.limits.begin(), out.limits.end(), same))
    faults.add(at, "unique", "one limit for each check and measure");
  out.limits.push_back({rule->check, rule->measure, number->millionths});
}

Calibration read_members(const Value& root, std::string_view at, FaultList& faults) {
  Calibration out;
  const std::optional<Value> pictures = root.find("pictures");
  out.pictures = pictures ? pictures->integer().value_or(0) : 0;
  if (out.pictures < 1)
    faults.add(pointer(at, "pictures"), pictures ? "range" : "missing", "1 or more");
  const std::optional<Value> limits = root.find("limits");
  if (!limits || !limits->is(Kind::Array)) {
    faults.add(pointer(at, "limits"), limits ? "type" : "missing", "a list");
    return out;
  }
  std::size_t i = 0;
  for (const Value row : *limits)
    read_limit(row, pointer(pointer(at, "limits"), whole_text(i++)), out, faults);
  return out;
}

}  // namespace

Result<Calibration> read_calibration(std::string_view text, std::string_view at) {
  const Result<json::Document> document = json::Document::read(text);
  if (!document) return fail(document.error());
  const Value root = document->root();
  FaultList faults;
  if (!is_object_of(root, {"rules", "pictures", "limits"}, at, faults))
    return fail(faults.take("The calibration is not valid"));
  // Of other rules nothing else in it can be judged.
  if (json::find_string(root, "rules") != kRulesVersion) {
    faults.add(pointer(at, "rules"), "one_of", kRulesVersion);
    return fail(
        faults.take("The calibration was fitted with other rules: run `fluxweir calibrate` again"));
  }
  Calibration out = read_members(root, at, faults);
  if (!faults.empty()) return fail(faults.take("The calibration is not valid"));
  return out;
}

}  // namespace fluxweir
