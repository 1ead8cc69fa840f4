// Settings read again while requests come: none is lost, none is answered by a fault, and the next
// one sees what has been changed.
#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "e2e/bfl_scene.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

constexpr const char* kAsk = R"({"prompt":"a lighthouse in fog"})";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// Until the log holds `part` that often.
bool wait_for_log(const GatewayProcess& gateway, const std::string& part, std::size_t times) {
  for (int i = 0; i < 1000; ++i) {
    if (count_of(gateway.log(), part) >= times) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// What one create costs now.
std::int64_t cost_now(const GatewayProcess& gateway) {
  const HttpAnswer made = gateway.post("/v1/images", kAsk);
  REQUIRE_EQ(made.status, 200);
  return made.json["fluxweir"]["cost_micro_usd"].get<std::int64_t>();
}

}  // namespace

TEST_CASE("e2e sighup: new settings lose no request") {
  BflScene scene;
  GatewayProcess gateway("serve", scene.args(), BflScene::environment());
  const std::string one = scene.settings(60'000, {{"runs", 5000}}).dump();
  const std::string other = scene.settings(55'000, {{"runs", 6000}}).dump();
  const std::string faulty = R"({"limits":{"runs":0},"ofers":[]})";
  std::atomic<bool> done = false;
  std::atomic<int> made = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&, i] {
      while (!done) {
        const bool creates = i % 2 == 0;
        const HttpAnswer answer =
            creates ? gateway.post("/v1/images", kAsk) : gateway.get("/v1/models");
        ++(answer.status == 200 ? made : wrong);
      }
    });
  }
  std::size_t reloaded = 0;
  std::size_t refused = 0;
  for (int i = 0; i < 20; ++i) {
    scene.write_settings(i % 3 == 0 ? other : i % 3 == 1 ? faulty : one);
    gateway.signal(SIGHUP);
    const bool fails = i % 3 == 1;
    ++(fails ? refused : reloaded);
    CHECK(wait_for_log(gateway, fails ? "\"reload_refused\"" : "\"reloaded\"",
                       fails ? refused : reloaded));
  }
  const int before = made;
  while (made < before + 20 && wrong == 0) std::this_thread::yield();
  done = true;
  for (std::thread& client : clients) client.join();
  CHECK_EQ(wrong, 0);
  CHECK_EQ(reloaded + refused, 20);
  CHECK_EQ(gateway.stop(), 0);
  const std::string log = gateway.log();
  CHECK(log.find(R"("/limits/runs")") != std::string::npos);
  CHECK(log.find(R"("/ofers")") != std::string::npos);
  CHECK(log.find("\"status\":5") == std::string::npos);
}

TEST_CASE("e2e sighup: the next request sees the new settings") {
  BflScene scene;
  GatewayProcess gateway("serve", scene.args(), BflScene::environment());
  CHECK_EQ(cost_now(gateway), 60'000);
  Tree cheaper = scene.settings(50'000, {{"body_bytes", 1024}});
  cheaper["listen"] = "127.0.0.1:1";
  scene.write_settings(cheaper.dump());
  gateway.signal(SIGHUP);
  REQUIRE(wait_for_log(gateway, "\"reloaded\"", 1));
  CHECK_EQ(cost_now(gateway), 50'000);
  CHECK_EQ(gateway.post("/v1/images", std::string(2000, ' ')).status, 413);
  const std::string log = gateway.log();
  CHECK(log.find(R"("needs_restart":["/listen"])") != std::string::npos);
  CHECK(log.find(R"("/offers/0/price_micro_usd")") != std::string::npos);
}

TEST_CASE("e2e sighup: a run ends by the settings that it began with") {
  BflScene scene;
  scene.bfl.always({.ready_after_ms = 1000});
  GatewayProcess gateway("serve", scene.args(), BflScene::environment());
  const HttpAnswer started = gateway.post("/v1/images?wait=0", kAsk);
  REQUIRE_EQ(started.status, 200);
  BflServer elsewhere;
  Tree moved = scene.settings(50'000, Tree::object());
  moved["providers"][0]["origin"] = elsewhere.origin();
  scene.write_settings(moved.dump());
  gateway.signal(SIGHUP);
  REQUIRE(wait_for_log(gateway, "\"reloaded\"", 1));
  CHECK_EQ(cost_now(gateway), 50'000);
  CHECK_EQ(elsewhere.submits(), 1);
  const HttpAnswer read = gateway.get("/v1/runs/" + std::string(started.json["id"]) + "?wait=20");
  CHECK_EQ(read.json["status"], "succeeded");
  CHECK_EQ(read.json["fluxweir"]["cost_micro_usd"], 60'000);
  CHECK_EQ(scene.bfl.submits(), 1);
}

TEST_CASE("e2e sighup: without a file there is nothing to read again") {
  GatewayProcess gateway;
  gateway.signal(SIGHUP);
  CHECK(wait_for_log(gateway, "\"reload_refused\"", 1));
  CHECK_EQ(gateway.get("/readyz").status, 200);
  CHECK_EQ(gateway.stop(), 0);
}
