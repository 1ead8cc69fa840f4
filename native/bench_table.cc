#include "bench_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/writer.h"

namespace fluxweir::native {
namespace {

// The value that `quarters` quarters of the sorted values do not exceed.
template <class Value>
Value rank_of(const std::vector<Value>& sorted, std::size_t quarters) {
  return sorted.empty() ? Value{} : sorted[(sorted.size() * quarters + 3) / 4 - 1];
}

BenchRow row_of(std::size_t target, Vertical vertical, const std::vector<BenchPicture>& pictures) {
  BenchRow row;
  row.target = target;
  row.vertical = vertical;
  std::vector<std::int32_t> scores;
  std::vector<std::int64_t> times;
  for (const BenchPicture& picture : pictures) {
    if (picture.target != target || picture.prompt.vertical != vertical) continue;
    if (!picture.failure.empty()) {
      ++row.failures[picture.failure];
      continue;
    }
    scores.push_back(picture.score.thousandths);
    times.push_back(picture.time.count);
    row.passed += picture.score.verdict == Verdict::Pass ? 1 : 0;
    row.failed += picture.score.verdict == Verdict::Fail ? 1 : 0;
    row.cost = row.cost + picture.cost;
  }
  std::sort(scores.begin(), scores.end());
  std::sort(times.begin(), times.end());
  row.made = scores.size();
  row.first_quarter = rank_of(scores, 1);
  row.median = rank_of(scores, 2);
  row.third_quarter = rank_of(scores, 3);
  row.time = {rank_of(times, 2)};
  return row;
}

std::string decimal(std::int64_t thousandths) {
  return json::Writer().decimal((thousandths + 50) / 100 * 100).take();
}

std::string share(std::size_t part, std::size_t whole) {
  return decimal(static_cast<std::int64_t>(part * 100'000 / whole)) + " %";
}

std::string failures_of(const BenchRow& row) {
  std::string out;
  for (const auto& [code, count] : row.failures)
    out += (out.empty() ? "" : ", ") + whole_text(count) + " " + code;
  return out.empty() ? "0" : out;
}

std::string table_line(const BenchRow& row) {
  std::string line = "| " + std::string(vertical_name(row.vertical)) + " | ";
  if (row.made == 0) {
    line += "- | - | 0 | - | - | - | -";
  } else {
    const auto count = static_cast<std::int64_t>(row.made);
    line += decimal(row.median) + " | " + decimal(row.first_quarter) + " to " +
            decimal(row.third_quarter) + " | " + whole_text(row.made) + " | " +
            share(row.passed, row.made) + " | " + share(row.failed, row.made) + " | $" +
            dollars(row.cost.count / count) + " | " + decimal(row.time.count) + " s";
  }
  return line + " | " + failures_of(row) + " |\n";
}

bool has_painter(const BenchRun& run) {
  return std::any_of(run.targets.begin(), run.targets.end(),
                     [](const BenchTarget& target) { return target.painter; });
}

void write_row(json::Writer& out, const BenchRow& row) {
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  out.begin_object().member("vertical", vertical_name(row.vertical));
  out.member("pictures", count(row.made));
  if (row.made > 0) {
    out.key("median_score").decimal(row.median);
    out.key("first_quarter_score").decimal(row.first_quarter);
    out.key("third_quarter_score").decimal(row.third_quarter);
    out.member("passed", count(row.passed)).member("failed", count(row.failed));
    out.member("cost_micro_usd", row.cost).member("median_ms", row.time.count);
  }
  out.key("failures").begin_object();
  for (const auto& [code, n] : row.failures) out.member(code, count(n));
  out.end_object().end_object();
}

}  // namespace

std::vector<BenchRow> bench_rows(const std::vector<BenchPicture>& pictures) {
  std::vector<std::pair<std::size_t, Vertical>> asked;
  for (const BenchPicture& picture : pictures)
    asked.emplace_back(picture.target, picture.prompt.vertical);
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  std::vector<BenchRow> rows;
  for (const auto& [target, vertical] : asked) rows.push_back(row_of(target, vertical, pictures));
  return rows;
}

std::string bench_table(const BenchRun& run) {
  std::string out;
  if (has_painter(run))
    out += "# Made by the built-in painter, not by a model: this says nothing about any model\n\n";
  out += "Signal defects by rules " + std::string(kRulesVersion) +
         ", weighed for each use case, 0 to 100: no measure sees faces, text or what the prompt "
         "asked for. One seed a prompt, " +
         whole_text(run.parallel) + " at a time. Time is from the request to its answer.\n";
  std::size_t shown = run.targets.size();
  for (const BenchRow& row : bench_rows(run.pictures)) {
    if (row.target != shown) {
      const BenchTarget& target = run.targets[row.target];
      out += "\n## " + target.model + " by " +
             (target.painter ? "the painter, no model" : target.offer) +
             "\n\n| use case | median score | middle half | pictures | pass | fail | cost each | "
             "median time | requests failed |\n| --- | --- | --- | --- | --- | --- | --- | --- | "
             "--- |\n";
      shown = row.target;
    }
    out += table_line(row);
  }
  out += "\nSpent: $" + dollars(run.spent.count) + "\n";
  if (run.stopped) out += "Stopped: the next picture would have passed the bound.\n";
  return out;
}

std::string bench_json(const BenchRun& run) {
  json::Writer out;
  out.begin_object().member("rules", kRulesVersion).member("painter", has_painter(run));
  out.member("parallel", run.parallel).member("spent_micro_usd", run.spent);
  out.member("stopped", run.stopped).key("offers").begin_array();
  const std::vector<BenchRow> rows = bench_rows(run.pictures);
  for (std::size_t i = 0; i < run.targets.size(); ++i) {
    out.begin_object().member("model", run.targets[i].model);
    out.member("offer", run.targets[i].offer).member("painter", run.targets[i].painter);
    out.key("verticals").begin_array();
    for (const BenchRow& row : rows) {
      if (row.target == i) write_row(out, row);
    }
    out.end_array().end_object();
  }
  return out.end_array().end_object().take();
}

}  // namespace fluxweir::native
