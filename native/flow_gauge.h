// Whether bytes flow fast enough, judged one window of time after the other. Off until started.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/units.h"

namespace fluxweir::native {

class FlowGauge {
 public:
  void start(Instant now) {
    began_ = last_ = now;
    bytes_ = 0;
  }
  void stop() { began_ = {}; }
  bool is_running() const { return began_.micros != 0; }

  void add(std::int64_t bytes, Instant now) {
    bytes_ += bytes;
    last_ = now;
  }

  // True when a whole `window` brought less than `rate` bytes a second, or its last `window` none.
  bool is_too_slow(Instant now, Millis window, std::int64_t rate) {
    if (!is_running()) return false;
    if (now >= last_ + window) return true;
    if (now < began_ + window) return false;
    const bool slow = bytes_ < rate * window.count / 1000;
    began_ = now;
    bytes_ = 0;
    return slow;
  }

 private:
  Instant began_;  // 0: off
  Instant last_;
  std::int64_t bytes_ = 0;
};

}  // namespace fluxweir::native
