#include "settings/limits.h"

#include <string_view>

#include "settings/section.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kMiB = 1024 * 1024;
constexpr std::int64_t kDay = 86'400;  // seconds

struct Amount {
  std::string_view name;
  std::int64_t Limits::*field;
  std::int64_t least;
  std::int64_t most;
};
constexpr Amount kAmounts[] = {
    {"request_line_bytes", &Limits::request_line_bytes, 256, 64 * 1024},
    {"head_bytes", &Limits::head_bytes, 1024, 256 * 1024},
    {"head_fields", &Limits::head_fields, 10, 1000},
    {"body_bytes", &Limits::body_bytes, 1024, 256 * kMiB},
    {"body_bytes_per_s", &Limits::body_rate, 0, kMiB},
    {"write_bytes_per_s", &Limits::write_rate, 0, kMiB},
    {"connections", &Limits::connections, 1, 1'000'000},
    {"connections_per_peer", &Limits::connections_per_peer, 1, 1'000'000},
    {"bytes_in_flight", &Limits::bytes_in_flight, kMiB, 1024 * 1024 * kMiB},
    {"runs", &Limits::runs, 1, 1'000'000},
};

struct Time {
  std::string_view name;
  Millis Limits::*field;
  std::int64_t unit;  // milliseconds in what is written
  std::int64_t least;
  std::int64_t most;
};
constexpr Time kTimes[] = {
    {"head_timeout_s", &Limits::head_time, 1000, 1, 3600},
    {"body_timeout_s", &Limits::body_time, 1000, 1, 3600},
    {"idle_timeout_s", &Limits::idle_time, 1000, 1, 3600},
    {"write_timeout_s", &Limits::write_time, 1000, 1, 3600},
    {"paint_wait_ms", &Limits::paint_wait, 1, 10, 3'600'000},
    {"request_timeout_s", &Limits::request_time, 1000, 1, 3600},
    {"run_timeout_s", &Limits::run_time, 1000, 1, kDay},
    {"drain_notice_s", &Limits::drain_notice, 1000, 0, 3600},
    {"drain_s", &Limits::drain, 1000, 0, 3600},
};

}  // namespace

Limits read_limits(std::optional<json::Value> object, FaultList& faults) {
  Limits limits;
  Section section(object, "/limits", faults);
  for (const Amount& row : kAmounts) {
    if (const auto amount = section.whole(row.name, row.least, row.most))
      limits.*row.field = *amount;
  }
  for (const Time& row : kTimes) {
    if (const auto time = section.whole(row.name, row.least, row.most))
      limits.*row.field = Millis{*time * row.unit};
  }
  section.flag("count_loopback", limits.count_loopback);
  // A picture is counted as it came and as it was decoded for a moment.
  if (limits.bytes_in_flight < 2 * limits.body_bytes)
    faults.add(section.at("bytes_in_flight"), "conflict", "at least twice body_bytes");
  section.close();
  return limits;
}

}  // namespace fluxweir
