#include "clock.h"

#include <sys/random.h>
#include <time.h>

#include <cstdlib>

namespace fluxweir::native {
namespace {

std::int64_t read_micros(clockid_t clock) {
  timespec at{};
  clock_gettime(clock, &at);
  return std::int64_t{at.tv_sec} * 1'000'000 + at.tv_nsec / 1000;
}

}  // namespace

Instant read_mono() { return {read_micros(CLOCK_MONOTONIC)}; }

Now read_now(const Pins& pins) {
  const UnixMillis wall = pins.wall ? *pins.wall : UnixMillis{read_micros(CLOCK_REALTIME) / 1000};
  return {read_mono(), wall};
}

Entropy read_entropy(const Pins& pins) {
  if (pins.entropy) return *pins.entropy;
  Entropy entropy{};
  if (getrandom(entropy.data(), entropy.size(), 0) != static_cast<ssize_t>(entropy.size())) {
    std::abort();
  }
  return entropy;
}

}  // namespace fluxweir::native
