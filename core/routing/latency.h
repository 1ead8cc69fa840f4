// How long an offer takes, learnt from the runs that ended, and when to look at the next one. The
// looks are placed where most of the remembered runs would have just ended, so that few calls find
// most pictures soon.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/units.h"

namespace fluxweir {

class Latency {
 public:
  // `typical` stands in until something has been learnt.
  explicit Latency(Millis typical);

  // A task ended somewhere between `before`, when it was still pending, or 0, and `at`, both since
  // the provider had taken it. `told`: how long the provider says that it took; it counts where it
  // lies between the two.
  void learn(Millis before, Millis at, std::optional<Millis> told = std::nullopt);

  // When to look, since the provider had taken the task: after `elapsed`, the time of the latest
  // look or 0, of which there were `looks`. Never before `elapsed`.
  Millis next_look(Millis elapsed, std::int32_t looks) const;

  Millis median() const;

 private:
  std::int64_t guess_end(std::int64_t before, std::int64_t at);

  static constexpr std::size_t kKept = 48;
  std::array<std::int64_t, kKept> ring_{};  // milliseconds, in the order of their coming
  std::array<std::int64_t, kKept> sorted_{};
  std::size_t count_ = 0;
  std::size_t guesses_ = 0;  // of `count_`, made up from `typical`
  std::size_t at_ = 0;       // next to be replaced
  std::int64_t draw_ = 0;
};

// Looks at one task before they get rarer and rarer: with a submit and a download six calls.
inline constexpr std::int32_t kPlannedLooks = 4;

}  // namespace fluxweir
