#include "routing/latency.h"

#include <algorithm>
#include <utility>

namespace fluxweir {
namespace {

// A look a little after a remembered end also finds those that end a little later.
constexpr std::int64_t kSlack = 15;
// A picture found within this counts as found at once; the figure to reach is 250 at the median.
constexpr std::int64_t kSoon = 200;
constexpr std::int64_t kNotSoon = 3'000;  // what a later one costs in the plan, beside its lateness
constexpr std::int64_t kLeastStep = 250;
constexpr std::int64_t kSoonest = 25;  // between two looks

// In percent of the typical time.
constexpr std::int64_t kGuesses[] = {70, 90, 100, 105, 112, 125, 160, 220};

// As a heap: no other code sorts numbers, and the general sort is large in a module.
void sort(std::int64_t* begin, std::int64_t* end) {
  std::make_heap(begin, end);
  std::sort_heap(begin, end);
}

}  // namespace

Latency::Latency(Millis typical) {
  for (const std::int64_t percent : kGuesses) ring_[count_++] = typical.count * percent / 100;
  guesses_ = count_;
  sorted_ = ring_;
  sort(sorted_.data(), sorted_.data() + count_);
}

// Where in (before, at] the task ended can't be seen. The middle would make the plan confirm
// itself: looks would gather where looks have been. So the end is drawn from what is remembered
// within that time (self-consistent, after Turnbull), now and then from all of it. The draws are a
// golden-ratio sequence: no randomness, the same everywhere.
std::int64_t Latency::guess_end(std::int64_t before, std::int64_t at) {
  constexpr std::int64_t kMillion = 1'000'000;
  constexpr std::int64_t kGolden = 618'034;
  draw_ = (draw_ + 1) % kMillion;
  const std::int64_t u = draw_ * kGolden % kMillion;
  const std::int64_t wide = at - before;
  const std::int64_t* const end = sorted_.data() + count_;
  const std::int64_t* const first = std::upper_bound(std::as_const(sorted_).data(), end, before);
  const std::int64_t* const last = std::upper_bound(first, end, at);
  if (first == last || draw_ % 4 == 0) return before + wide * u / kMillion;
  const std::int64_t drawn = first[u * (last - first) / kMillion];
  const std::int64_t shift = (u * 7'919 % kMillion - kMillion / 2) * wide * 3 / 10 / kMillion;
  return std::clamp(drawn + shift, std::min(before + 1, at), at);
}

void Latency::learn(Millis before, Millis at, std::optional<Millis> told) {
  std::int64_t from = std::min(before, at).count;
  // Found at the first look it may have ended much earlier; so far as an eighth is believed.
  if (from == 0) from = std::max<std::int64_t>(0, at.count - std::max(kLeastStep, at.count / 8));
  // What the provider tells leaves out queues and the wire: a look that was later and saw the task
  // pending knows better.
  const bool believed = told && *told >= before && *told <= at;
  const std::int64_t end = believed ? told->count : guess_end(from, at.count);
  if (guesses_ > 0) {
    ring_[--guesses_] = end;  // what was made up goes first
  } else if (count_ < kKept) {
    ring_[count_++] = end;
  } else {
    ring_[at_] = end;
    at_ = (at_ + 1) % kKept;
  }
  sorted_ = ring_;
  sort(sorted_.data(), sorted_.data() + count_);
}

Millis Latency::median() const { return {sorted_[count_ / 2]}; }

// Splits the remembered ends that are still to come into as many groups as there are looks left,
// each look at its group's last end, so that as few as can be wait for longer than kSoon. Classic
// one-dimensional grouping by dynamic programming; at most 48 ends, so it costs microseconds.
Millis Latency::next_look(Millis elapsed, std::int32_t looks) const {
  const std::int64_t soonest = elapsed.count + kSoonest;
  // Before anything is known one look is kept for the case that all guesses are too short.
  const std::int32_t kept = guesses_ > 0 ? 1 : 0;
  const std::int32_t left = kPlannedLooks - kept - looks;
  const auto* begin = std::upper_bound(sorted_.data(), sorted_.data() + count_,
                                       elapsed.count - (looks == 0 ? 1 : 0));
  const auto count = static_cast<std::size_t>(sorted_.data() + count_ - begin);
  if (left <= 0 || count == 0) {  // slower than anything remembered: ever rarer
    const std::int64_t more = std::max(kLeastStep, elapsed.count / 2);
    return {std::max(soonest, elapsed.count + more)};
  }
  // cost[i]: of the ends i.. with the looks so far considered; first[i]: where the first look of
  // that plan is.
  constexpr std::int64_t kNever = INT64_MAX / 4;
  std::array<std::int64_t, kKept + 1> cost;
  std::array<std::size_t, kKept + 1> first{};
  cost.fill(kNever);
  cost[count] = 0;
  for (std::int32_t look = 0; look < left; ++look) {
    std::array<std::int64_t, kKept + 1> next;
    next.fill(kNever);
    next[count] = 0;
    for (std::size_t j = 0; j < count; ++j) {
      std::int64_t group = 0;  // of the ends i..j, all found at j
      for (std::size_t i = j + 1; i-- > 0;) {
        const std::int64_t late = begin[j] - begin[i];
        group += (late > kSoon ? kNotSoon : 0) + late;
        if (cost[j + 1] + group >= next[i]) continue;
        next[i] = cost[j + 1] + group;
        first[i] = j;
      }
    }
    cost = next;
  }
  // Next to nothing is waited for where everything is ready at once.
  std::int64_t when = begin[first[0]] + std::min(kSlack, begin[first[0]] / 16);
  if (looks == 0 && when <= 1) when = 0;
  // The last planned look leaves room for one slower than all that are remembered.
  if (left == 1) when += (sorted_[count_ - 1] - median().count) / 4;
  return {std::max(looks == 0 ? elapsed.count : soonest, when)};
}

}  // namespace fluxweir
