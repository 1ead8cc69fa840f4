#include "report.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "clock.h"
#include "files.h"

namespace fluxweir::native {
namespace {

// Milliseconds; the page shows seconds.
constexpr std::int64_t kBounds[] = {1,   2,    5,    10,   25,    50,    100,   250,
                                    500, 1000, 2500, 5000, 10000, 30000, 60000, 120000};
constexpr std::size_t kMostSeries = 1000;  // of one metric; later ones are added up as "other"

std::string seconds(std::int64_t millis) {
  std::string text = std::to_string(millis / 1000);
  std::string rest = std::to_string(1000 + millis % 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '"') {
      out += "\\\"";
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

// `a="b",c="d"`, sorted by name.
std::string label_text(const std::vector<Header>& labels) {
  std::vector<const Header*> sorted;
  sorted.reserve(labels.size());
  for (const Header& label : labels) sorted.push_back(&label);
  std::sort(sorted.begin(), sorted.end(),
            [](const Header* a, const Header* b) { return a->name < b->name; });
  std::string text;
  for (const Header* label : sorted) {
    if (!text.empty()) text += ',';
    text += label->name + "=\"";
    append_escaped(text, label->value);
    text += '"';
  }
  return text;
}

void append_line(std::string& page, std::string_view name, std::string_view suffix,
                 const std::string& labels, std::string_view more, const std::string& value) {
  page.append(name).append(suffix);
  if (!labels.empty() || !more.empty()) {
    page += '{';
    page += labels;
    if (!labels.empty() && !more.empty()) page += ',';
    page.append(more);
    page += '}';
  }
  page += ' ';
  page += value;
  page += '\n';
}

void append_head(std::string& page, std::string_view name, std::string_view help,
                 std::string_view type) {
  page.append("# HELP ").append(name).append(" ").append(help);
  page.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

std::int64_t resident_bytes() {
  const auto text = read_file("/proc/self/statm");
  if (!text) return 0;
  const std::size_t space = text->find(' ');
  if (space == std::string::npos) return 0;
  return std::strtoll(text->c_str() + space, nullptr, 10) * sysconf(_SC_PAGESIZE);
}

}  // namespace

void Log::write(std::string_view line) const {
  if (fd_ < 0) return;
  std::string text;
  text.reserve(line.size() + 1);
  for (const char c : line) text += c == '\n' || c == '\r' ? ' ' : c;
  text += '\n';
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t wrote = ::write(fd_, left.data(), left.size());
    if (wrote <= 0) return;
    left.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

Metrics::Metrics(std::span<const MetricRow> rows) : started_(read_mono()) {
  for (const MetricRow& row : rows) metrics_.push_back({row, {}});
}

Metrics::Metric* Metrics::find(std::string_view name) {
  for (Metric& metric : metrics_) {
    if (metric.row.name == name) return &metric;
  }
  return nullptr;
}

void Metrics::add(const Sample& sample) {
  const std::string labels = label_text(sample.labels);
  const std::lock_guard guard(lock_);
  Metric* metric = find(sample.name);
  if (metric == nullptr) return;
  const bool known = metric->series.count(labels) > 0;
  Series& series = !known && metric->series.size() >= kMostSeries
                       ? metric->series["series=\"other\""]
                       : metric->series[labels];
  series.sum += sample.value;
  series.count += 1;
  if (!metric->row.histogram) return;
  series.buckets.resize(std::size(kBounds));
  for (std::size_t i = 0; i < std::size(kBounds); ++i) {
    if (sample.value <= kBounds[i]) series.buckets[i] += 1;
  }
}

std::string Metrics::page(Instant now) const {
  std::string page;
  {
    const std::lock_guard guard(lock_);
    for (const Metric& metric : metrics_) {
      const std::string_view name = metric.row.name;
      append_head(page, name, metric.row.help, metric.row.histogram ? "histogram" : "counter");
      for (const auto& [labels, series] : metric.series) {
        if (!metric.row.histogram) {
          append_line(page, name, "", labels, "", std::to_string(series.sum));
          continue;
        }
        for (std::size_t i = 0; i < std::size(kBounds); ++i) {
          append_line(page, name, "_bucket", labels, "le=\"" + seconds(kBounds[i]) + "\"",
                      std::to_string(series.buckets[i]));
        }
        append_line(page, name, "_bucket", labels, "le=\"+Inf\"", std::to_string(series.count));
        append_line(page, name, "_sum", labels, "", seconds(series.sum));
        append_line(page, name, "_count", labels, "", std::to_string(series.count));
      }
    }
  }
  append_head(page, "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge");
  append_line(page, "process_resident_memory_bytes", "", "", "", std::to_string(resident_bytes()));
  append_head(page, "fluxweir_uptime_seconds", "Seconds since the process started.", "gauge");
  append_line(page, "fluxweir_uptime_seconds", "", "", "", seconds((now - started_).count));
  return page;
}

}  // namespace fluxweir::native
