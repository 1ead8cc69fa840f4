#include "bench_prompts.h"

#include <array>

#include "base/fault_list.h"
#include "base/text.h"
#include "json/reader.h"

namespace fluxweir::embedded {
extern const std::string_view bench_prompts;
}

namespace fluxweir::native {
namespace {

using json::Kind;
using json::pointer;
using json::Value;

void read_list(const Value& list, Vertical vertical, std::vector<BenchPrompt>& out,
               FaultList& faults) {
  const std::string at = pointer("/prompts", list.key());
  if (!list.is(Kind::Array)) return faults.add(at, "type", "a list of prompts");
  std::size_t i = 0;
  for (const Value item : list) {
    const std::string_view text = trim(item.string().value_or(""));
    if (text.empty()) faults.add(pointer(at, whole_text(i)), "type", "a prompt");
    out.push_back({vertical, static_cast<std::int32_t>(out.size()) + 1, std::string(text)});
    ++i;
  }
}

std::string vertical_names() {
  std::string names;
  for (std::size_t i = 0; i < kVerticalCount; ++i) {
    names.append(names.empty() ? "one of: " : ", ");
    names.append(vertical_name(static_cast<Vertical>(i)));
  }
  return names;
}

}  // namespace

std::string_view bench_prompts_text() { return embedded::bench_prompts; }

Result<std::vector<BenchPrompt>> read_bench_prompts(std::string_view text) {
  const Result<json::Document> document = json::Document::read(text);
  if (!document) return fail(document.error());
  FaultList faults;
  std::vector<BenchPrompt> out;
  const auto prompts = document->root().find("prompts");
  if (!prompts || !prompts->is(Kind::Object)) {
    faults.add("/prompts", prompts ? "type" : "missing", "an object of lists");
    return fail(faults.take("The prompts are not valid"));
  }
  for (const Value list : *prompts) {
    const auto vertical = find_vertical(list.key());
    if (vertical) {
      read_list(list, *vertical, out, faults);
    } else {
      faults.add(pointer("/prompts", list.key()), "unknown", vertical_names());
    }
  }
  if (!faults.empty()) return fail(faults.take("The prompts are not valid"));
  return out;
}

std::vector<BenchPrompt> choose_prompts(const std::vector<BenchPrompt>& all, std::int32_t each,
                                        std::optional<Vertical> only) {
  std::vector<BenchPrompt> out;
  std::array<std::int32_t, kVerticalCount> taken = {};
  for (const BenchPrompt& prompt : all) {
    if (only && prompt.vertical != *only) continue;
    if (++taken[static_cast<std::size_t>(prompt.vertical)] <= each) out.push_back(prompt);
  }
  return out;
}

}  // namespace fluxweir::native
