// The `limits` section of the settings: how much of everything there may be at once, and for how
// long. Hosts count and time; what is refused and how is decided by the core.
#pragma once

#include <cstdint>

#include "base/fault_list.h"
#include "base/units.h"
#include "json/reader.h"

namespace fluxweir {

struct Limits {
  // One request.
  std::int64_t request_line_bytes = 8 * 1024;
  std::int64_t head_bytes = 16 * 1024;
  std::int64_t head_fields = 100;
  std::int64_t body_bytes = 28 * 1024 * 1024;
  Millis head_time{10'000};       // from its first byte to the end of its head, in all
  Millis body_time{30'000};       // from there to the end of its body, in all
  std::int64_t body_rate = 1024;  // bytes a second that a body must bring
  Millis idle_time{30'000};       // of a connection between requests
  Millis write_time{30'000};  // in which the client must have taken `write_rate` times its length
  std::int64_t write_rate = 1024;  // bytes a second
  // All of them.
  std::int64_t connections = 10'000;
  std::int64_t connections_per_peer = 256;  // an IPv4 address or an IPv6 /64
  bool count_loopback = false;  // peers on this machine too: a proxy is one peer for all
  std::int64_t bytes_in_flight = 512 * 1024 * 1024;
  std::int64_t runs = 10'000;  // in work at once
  Millis paint_wait{5'000};    // no new runs once a picture has waited that long for the painter
  // Runs.
  Millis request_time{120'000};  // of a synchronous create
  Millis run_time{900'000};      // of a run, whoever waits for it
  // The end of the process.
  Millis drain_notice{0};  // it goes on accepting at least that long, saying that it is not ready
  Millis drain{30'000};    // how long what runs may go on
};

// `tree` null: the defaults.
Limits read_limits(std::optional<json::Value> object, FaultList& faults);

}  // namespace fluxweir
