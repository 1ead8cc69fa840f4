// What the core reports: log lines to a descriptor, samples to the metrics page (Prometheus text
// format 0.0.4).
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "exchange/events.h"
#include "metering/metrics.h"

namespace fluxweir::native {

// Usable from any thread.
class Log {
 public:
  explicit Log(int fd) : fd_(fd) {}         // fd < 0: nothing is written
  void write(std::string_view line) const;  // one line, in one call where the kernel can

 private:
  int fd_;
};

// Usable from any thread.
class Metrics {
 public:
  explicit Metrics(std::span<const MetricRow> rows);

  void add(const Sample& sample);  // a name without a row is dropped
  // Series in the order of the rows, labels sorted; process gauges at the end.
  std::string page(Instant now) const;

 private:
  struct Series {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    std::vector<std::int64_t> buckets;
  };
  struct Metric {
    MetricRow row;
    std::map<std::string, Series> series;  // by their label text
  };
  Metric* find(std::string_view name);

  Instant started_;
  mutable std::mutex lock_;
  std::vector<Metric> metrics_;
};

}  // namespace fluxweir::native
