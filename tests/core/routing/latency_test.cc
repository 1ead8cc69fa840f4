#include "routing/latency.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"

using namespace fluxweir;

namespace {

// A bell curve of eight dice.
std::int64_t around(std::int64_t middle, std::int64_t spread, Random& random) {
  std::int64_t sum = 0;
  for (int i = 0; i < 8; ++i)
    sum += static_cast<std::int64_t>(random.below(2'001)) - 1'000;  // deviation of a sum: 1633
  return middle + sum * spread / 1'633;
}

struct Found {
  std::int64_t late;   // after it was ready
  std::int32_t calls;  // submit and download included
};

Found find(Latency& latency, std::int64_t ready) {
  Millis at{0};
  Millis before{0};
  for (std::int32_t looks = 0;; ++looks) {
    at = latency.next_look(before, looks);
    REQUIRE_GE(at.count, before.count);
    if (at.count >= ready) {
      latency.learn(before, at);
      return {at.count - ready, looks + 3};
    }
    before = at;
  }
}

struct Shape {
  const char* name;
  std::int64_t typical;
  std::int64_t middle;
  std::int64_t spread;    // standard deviation
  std::int64_t cold_one;  // one in so many is a cold start of 5 to 10 s more; 0: none
};

struct Figures {
  std::int64_t median_late;
  std::int64_t p90_late;
  double calls;
  double over_six;  // percent of the pictures that took more than six calls
};

Figures play(const Shape& shape) {
  Random random(7);
  Latency latency({shape.typical});
  std::vector<std::int64_t> late;
  std::int64_t calls = 0;
  int over = 0;
  constexpr int kRuns = 2'000;
  constexpr int kWarmUp = 100;
  for (int i = 0; i < kRuns + kWarmUp; ++i) {
    std::int64_t ready = std::max<std::int64_t>(1, around(shape.middle, shape.spread, random));
    const bool cold =
        shape.cold_one > 0 && random.below(static_cast<std::uint64_t>(shape.cold_one)) == 0;
    if (cold) ready += 5'000 + static_cast<std::int64_t>(random.below(5'000));
    const Found found = find(latency, ready);
    if (i < kWarmUp) continue;
    late.push_back(found.late);
    calls += found.calls;
    over += found.calls > 6 ? 1 : 0;
  }
  std::sort(late.begin(), late.end());
  return {late[kRuns / 2], late[kRuns * 9 / 10], static_cast<double>(calls) / kRuns,
          over * 100.0 / kRuns};
}

}  // namespace

TEST_CASE("latency: few looks find most pictures soon") {
  const Shape shapes[] = {
      {"10 s, sd 0.1 s", 10'000, 10'000, 100, 0},
      {"10 s, sd 0.3 s", 10'000, 10'000, 300, 0},
      {"10 s, sd 0.4 s", 10'000, 10'000, 400, 0},
      {"9 s, sd 0.3 s, 1 in 20 cold", 10'000, 9'000, 300, 20},
      {"4 s where 10 s was expected", 10'000, 4'000, 200, 0},
      {"25 s where 10 s was expected", 10'000, 25'000, 400, 0},
      {"0.8 s, sd 0.1 s", 1'500, 800, 100, 0},
  };
  for (const Shape& shape : shapes) {
    const Figures figures = play(shape);
    MESSAGE(std::string(shape.name) << ": late by " << figures.median_late << " ms (median), "
                                    << figures.p90_late << " ms (p90); " << figures.calls
                                    << " calls (mean), over six for " << figures.over_six << " %");
    CHECK_LE(figures.median_late, 250);
    CHECK_LE(figures.calls, 5.0);
    CHECK_LE(figures.over_six, 3.0);
  }
}

// Four looks can be near the end of most pictures only while these end close together.
TEST_CASE("latency: a wide spread costs lateness and not calls") {
  const Figures figures = play({"10 s, sd 1 s", 10'000, 10'000, 1'000, 0});
  MESSAGE("10 s, sd 1 s: late by " << figures.median_late << " ms (median), " << figures.p90_late
                                   << " ms (p90); " << figures.calls << " calls (mean)");
  CHECK_LE(figures.median_late, 1'000);
  CHECK_LE(figures.calls, 5.0);
}

TEST_CASE("latency: looks at once where everything is ready at once") {
  Latency latency({10'000});
  for (int i = 0; i < 60; ++i) {
    const Millis at = latency.next_look({0}, 0);
    latency.learn({0}, at, Millis{0});
  }
  CHECK_EQ(latency.next_look({0}, 0).count, 0);
}

TEST_CASE("latency: looks get rarer past everything remembered") {
  const Latency latency({1'000});
  CHECK_EQ(latency.next_look({60'000}, 4).count, 90'000);
  CHECK_EQ(latency.next_look({60'000}, 1).count, 90'000);
  CHECK_GT(latency.next_look({0}, 4).count, 0);
}
