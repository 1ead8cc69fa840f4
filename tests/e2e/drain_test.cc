// The end of the process: what runs is finished, what comes is refused, and it never takes longer
// than it may.
#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <future>
#include <thread>

#include "e2e/bfl_scene.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using Clock = std::chrono::steady_clock;

struct Play : BflScene {
  explicit Play(const json::Tree& limits)
      : BflScene(limits), gateway("serve", args(), environment()) {}
  GatewayProcess gateway;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Until the provider has been asked for `count` pictures.
bool wait_for_submits(const Play& play, int count) {
  for (int i = 0; i < 1000; ++i) {
    if (play.bfl.submits() >= count) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// Until the gateway says that it is not ready.
int readiness_after_signal(const GatewayProcess& gateway) {
  int status = 200;
  for (int i = 0; i < 1000 && status == 200; ++i)
    status = static_cast<int>(gateway.get("/readyz").status);
  return status;
}

constexpr const char* kAsk = R"({"prompt":"a lighthouse in fog"})";

}  // namespace

TEST_CASE("e2e drain: finishes what runs and refuses what comes") {
  Play play(json::Tree{{"drain_s", 20}});
  play.bfl.always({.ready_after_ms = 2000});
  auto waiting =
      std::async(std::launch::async, [&play] { return play.gateway.post("/v1/images", kAsk); });
  const HttpAnswer started = play.gateway.post("/v1/images?wait=0", kAsk);
  REQUIRE_EQ(started.status, 200);
  REQUIRE(wait_for_submits(play, 2));
  play.gateway.signal(SIGTERM);
  CHECK_EQ(readiness_after_signal(play.gateway), 503);
  const HttpAnswer refused = play.gateway.post("/v1/images", kAsk);
  CHECK_EQ(refused.status, 503);
  CHECK_EQ(refused.json["error"]["code"], "unavailable");
  CHECK_NE(refused.header("retry-after"), "");
  CHECK_EQ(refused.header("connection"), "close");
  CHECK_EQ(play.gateway.get("/healthz").status, 200);
  CHECK_EQ(play.gateway.get("/v1/runs/" + std::string(started.json["id"])).status, 200);
  const HttpAnswer made = waiting.get();
  CHECK_EQ(made.status, 200);
  CHECK_EQ(made.json["images"].size(), 1);
  CHECK_EQ(play.gateway.wait(), 0);
  CHECK_EQ(play.bfl.submits(), 2);
  CHECK(play.gateway.log().find("run_cut") == std::string::npos);
}

TEST_CASE("e2e drain: a run that takes too long does not hold the end up") {
  Play play(json::Tree{{"drain_s", 1}});
  play.bfl.always({.ready_after_ms = 60'000});
  const HttpAnswer started = play.gateway.post("/v1/images?wait=0", kAsk);
  REQUIRE_EQ(started.status, 200);
  REQUIRE(wait_for_submits(play, 1));
  const auto begin = Clock::now();
  CHECK_EQ(play.gateway.stop(), 0);
  CHECK(seconds_since(begin) >= 1);
  CHECK(seconds_since(begin) < 20);
  const std::string line = R"("msg":"run_cut","run":")" + std::string(started.json["id"]);
  CHECK(play.gateway.log().find(line) != std::string::npos);
}

TEST_CASE("e2e drain: a second signal ends at once") {
  Play play(json::Tree{{"drain_s", 600}});
  play.bfl.always({.ready_after_ms = 60'000});
  REQUIRE_EQ(play.gateway.post("/v1/images?wait=0", kAsk).status, 200);
  REQUIRE(wait_for_submits(play, 1));
  const auto begin = Clock::now();
  play.gateway.signal(SIGINT);
  CHECK_EQ(readiness_after_signal(play.gateway), 503);
  CHECK_EQ(play.gateway.stop(), 0);
  CHECK(seconds_since(begin) < 20);
}

TEST_CASE("e2e drain: a notice keeps an idle gateway answering") {
  Play play(json::Tree{{"drain_notice_s", 2}});
  const auto begin = Clock::now();
  play.gateway.signal(SIGTERM);
  CHECK_EQ(readiness_after_signal(play.gateway), 503);
  CHECK_EQ(play.gateway.get("/v1/models").status, 200);
  CHECK_EQ(play.gateway.wait(), 0);
  CHECK(seconds_since(begin) >= 2);
}
