#include "routing/health.h"

#include <doctest/doctest.h>

using namespace fluxweir;

namespace {

constexpr Instant at(std::int64_t ms) { return {ms * 1000}; }

}  // namespace

TEST_CASE("health: leaves an offer alone after five failures in a row") {
  Health health;
  for (int i = 0; i < 4; ++i) health.failed("a", at(i));
  CHECK(health.admit("a", at(10)));
  health.failed("a", at(10));
  CHECK_FALSE(health.admit("a", at(11)));
  CHECK(health.admit("b", at(11)));
  CHECK_EQ(health.closed_until("a", at(11))->micros, at(5'010).micros);
}

TEST_CASE("health: one request tries it, and failing doubles the pause") {
  Health health;
  for (int i = 0; i < 5; ++i) health.failed("a", at(0));
  CHECK(health.admit("a", at(5'000)));
  CHECK_FALSE(health.admit("a", at(5'001)));
  health.failed("a", at(5'002));
  CHECK_FALSE(health.admit("a", at(15'001)));
  CHECK(health.admit("a", at(15'002)));
  health.succeeded("a");
  CHECK(health.admit("a", at(15'003)));
  CHECK(health.admit("a", at(15'003)));
  for (int i = 0; i < 5; ++i) health.failed("a", at(16'000));
  CHECK(health.admit("a", at(21'000)));  // the pause begins anew
}

TEST_CASE("health: a success between failures keeps an offer open") {
  Health health;
  for (int i = 0; i < 9; ++i) {
    health.failed("a", at(i * 2'000));
    health.succeeded("a");
  }
  CHECK(health.admit("a", at(20'000)));
}

TEST_CASE("health: half of many failing closes an offer too") {
  Health health;
  for (int i = 0; i < 12; ++i) {
    health.failed("a", at(100));
    if (i < 10) health.succeeded("a");
  }
  CHECK_FALSE(health.admit("a", at(200)));
}

TEST_CASE("health: retries are a tenth of the pictures and ten more") {
  Health health;
  int retries = 0;
  for (int i = 0; i < 1'000; ++i) {
    health.wanted();
    if (health.take_retry()) ++retries;
  }
  CHECK_LE(retries, 110);
  CHECK_GE(retries, 100);
}

TEST_CASE("health: a try that tells nothing leaves room for another") {
  Health health;
  for (int i = 0; i < 5; ++i) health.failed("a", at(0));
  CHECK(health.admit("a", at(5'000)));
  health.undecided("a");
  CHECK(health.admit("a", at(5'001)));
}

TEST_CASE("health: hands on what it has learnt of an offer") {
  Health earlier;
  for (int i = 0; i < 5; ++i) earlier.failed("a", at(0));
  for (int i = 0; i < 10; ++i) CHECK(earlier.take_retry());
  for (int i = 0; i < 30; ++i) earlier.latency("b", {10'000}).learn({0}, {100});
  REQUIRE(earlier.admit("a", at(5'000)));  // someone tries it, and will report to the earlier one
  Health next;
  next.inherit(earlier, "a");
  next.inherit(earlier, "b");
  next.inherit(earlier, "unknown");
  CHECK_FALSE(next.admit("a", at(4'999)));
  CHECK(next.admit("a", at(5'000)));
  CHECK_FALSE(next.admit("a", at(5'001)));
  CHECK_FALSE(next.take_retry());
  CHECK_EQ(next.latency("b", {10'000}).median().count,
           earlier.latency("b", {10'000}).median().count);
  CHECK(next.latency("b", {10'000}).median().count < 1'000);
  CHECK(next.admit("c", at(0)));
}
