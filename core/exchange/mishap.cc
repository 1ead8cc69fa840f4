#include "exchange/mishap.h"

#include <algorithm>
#include <utility>

#include "base/fault_list.h"
#include "base/text.h"
#include "dialects/routes.h"
#include "json/reader.h"
#include "settings/section.h"

namespace fluxweir {
namespace {

using json::Value;

constexpr std::size_t kMaxRules = 100;
constexpr std::int64_t kMaxCount = 1'000'000;
constexpr std::int64_t kMaxMillis = 3'600'000;
constexpr std::int64_t kMaxBytes = std::int64_t{1} << 32;

bool is_known_route(std::string_view name) {
  if (name == "create" || name == "read" || name == "media") return true;
  const std::string pattern = without_brace_name(name);
  const auto all = routes();
  return std::any_of(all.begin(), all.end(), [&pattern](const Route& route) {
    return !is_for_rules(route.id) && without_brace_name(route.pattern) == pattern;
  });
}

void read_match(std::optional<Value> object, const std::string& path, MishapRule& rule,
                FaultList& faults) {
  Section section(object, path, faults);
  section.text("route", rule.route);
  if (!rule.route.empty() && !is_known_route(rule.route)) {
    faults.add(section.at("route"), "one_of",
               "create, read, media or a path as /openapi.json has it");
  }
  rule.route = without_brace_name(rule.route);
  section.text("method", rule.method);
  constexpr std::string_view kMethods[] = {"", "GET", "HEAD", "POST", "PUT", "DELETE"};
  if (std::find(std::begin(kMethods), std::end(kMethods), rule.method) == std::end(kMethods))
    faults.add(section.at("method"), "one_of", "GET, HEAD, POST, PUT or DELETE");
  section.text("prompt_contains", rule.prompt_contains);
  rule.prompt_contains = to_lower(rule.prompt_contains);
  const bool reads = rule.route == "read" || rule.route == "media";
  if (!rule.prompt_contains.empty() && reads)
    faults.add(section.at("prompt_contains"), "conflict", "left out: only a create has a prompt");
  rule.nth = section.whole("nth", 1, kMaxCount).value_or(0);
  rule.times = section.whole("times", 1, kMaxCount).value_or(0);
  section.close();
}

void read_moderate(Section& section, Mishap& mishap, FaultList& faults) {
  std::string verdict;
  section.text("moderate", verdict);
  if (verdict == "prompt") {
    mishap.moderated = ErrorCode::PromptRefused;
  } else if (verdict == "picture") {
    mishap.moderated = ErrorCode::PictureRefused;
  } else if (!verdict.empty()) {
    faults.add(section.at("moderate"), "one_of", "prompt or picture");
  }
}

void read_status(Section& section, Mishap& mishap, FaultList& faults) {
  section.flag("html", mishap.html);
  if (const auto status = section.whole("status", 200, 599)) {
    mishap.status = static_cast<int>(*status);
    if (*status < 400 && !(*status == 200 && mishap.html))
      faults.add(section.at("status"), "range", "400..599, or 200 with html");
  }
  if (const auto seconds = section.whole("retry_after_s", 0, 86'400)) {
    mishap.retry_after = Millis{*seconds * 1000};
    if (!mishap.status && !mishap.html)
      faults.add(section.at("retry_after_s"), "conflict", "left out without status");
  }
}

bool does_nothing(const Mishap& mishap) {
  return !mishap.status && !mishap.html && mishap.delay.count == 0 && !mishap.truncate &&
         !mishap.stall && !mishap.drop && !mishap.expire && !mishap.moderated && !mishap.latency;
}

// Two ends of one request can't both come true, and some ends come to some routes only.
void check_together(const MishapRule& rule, const Section& section, FaultList& faults) {
  const Mishap& mishap = rule.mishap;
  const auto clash = [&](bool both, std::string_view key, std::string_view beside) {
    if (both) faults.add(section.at(key), "conflict", "left out beside " + std::string(beside));
  };
  const bool answered = mishap.status || mishap.html;
  clash(answered && mishap.drop, "drop", "status or html");
  clash(mishap.truncate && mishap.drop, "drop", "truncate");
  clash(mishap.stall && mishap.drop, "drop", "stall");
  clash(mishap.truncate && mishap.stall, "stall", "truncate");
  clash(answered && mishap.expire, "expire", "status or html");
  clash(answered && mishap.moderated, "moderate", "status or html");
  clash(answered && mishap.latency, "latency_ms", "status or html");
  clash(mishap.expire && (mishap.moderated || mishap.latency), "expire", "moderate or latency_ms");
  if (mishap.expire && rule.route == "create")
    faults.add(section.at("expire"), "conflict", "left out: only reads and media expire");
  const bool reads = rule.route == "read" || rule.route == "media";
  if (mishap.moderated && reads)
    faults.add(section.at("moderate"), "conflict", "left out: only creates are moderated");
  if (mishap.latency && reads)
    faults.add(section.at("latency_ms"), "conflict", "left out: only creates make runs");
}

void read_mishap(std::optional<Value> object, const std::string& path, MishapRule& rule,
                 FaultList& faults) {
  Section section(object, path, faults);
  Mishap& mishap = rule.mishap;
  read_status(section, mishap, faults);
  if (const auto ms = section.whole("delay_ms", 0, kMaxMillis)) mishap.delay = {*ms};
  if (const auto bytes = section.whole("truncate", 0, kMaxBytes))
    mishap.truncate = static_cast<std::uint64_t>(*bytes);
  section.flag("stall", mishap.stall);
  section.flag("drop", mishap.drop);
  section.flag("expire", mishap.expire);
  read_moderate(section, mishap, faults);
  if (const auto ms = section.whole("latency_ms", 0, kMaxMillis)) mishap.latency = Millis{*ms};
  section.close();
  check_together(rule, section, faults);
}

MishapRule read_rule(const Value& object, const std::string& path, FaultList& faults) {
  MishapRule rule;
  rule.text = object.text();
  const std::optional<Value> action = object.find("do");
  const bool is_empty = !action || (action->is(json::Kind::Object) && action->size() == 0);
  Section section(object, path, faults);
  read_match(section.child("match"), section.at("match"), rule, faults);
  read_mishap(section.child("do"), section.at("do"), rule, faults);
  section.close();
  if (is_empty || (faults.empty() && does_nothing(rule.mishap)))
    faults.add(section.at("do"), "missing",
               "an object with something to do, like {\"status\":429}");
  return rule;
}

}  // namespace

std::string without_brace_name(std::string_view pattern) {
  const std::size_t open = pattern.find('{');
  const std::size_t close = pattern.find('}', open == std::string_view::npos ? 0 : open);
  std::string bare(pattern);
  if (open != std::string_view::npos && close != std::string_view::npos)
    bare.erase(open + 1, close - open - 1);
  return bare;
}

Result<std::vector<MishapRule>> read_mishap_rules(std::string_view text) {
  const Result<json::Document> document = json::Document::read(text);
  if (!document) return fail(document.error());
  FaultList faults;
  std::string path;
  std::optional<Value> list = document->root();
  if (!list->is(json::Kind::Array)) {
    Section top(list, "", faults);
    path = "/rules";
    list = top.child("rules");
    top.close();
  }
  std::vector<MishapRule> rules;
  if (!list || !list->is(json::Kind::Array) || list->size() > kMaxRules) {
    faults.add(path, !list ? "missing" : "type",
               "a list of at most " + whole_text(kMaxRules) + " rules");
  } else {
    for (const Value row : *list) {
      const std::string at = path + "/" + whole_text(rules.size());
      rules.push_back(read_rule(row, at, faults));
    }
  }
  if (!faults.empty()) return fail(faults.take("The rules are not valid"));
  return rules;
}

}  // namespace fluxweir
