// Clients that hold the gateway up on purpose: all are closed by their deadline, and whoever comes
// beside them is served as ever. Prints how long the others waited; no figure is asserted.
// FLUXWEIR_LONG=1 plays 1,000 of each against the default deadlines.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "e2e/crowd.h"
#include "e2e/gateway_process.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

bool is_long() {
  const char* set = std::getenv("FLUXWEIR_LONG");
  return set != nullptr && std::string(set) == "1";
}

std::string settings_file() {
  std::string path =
      std::string(FLUXWEIR_BINARY_DIR) + "/e2e-slow-" + std::to_string(::getpid()) + ".json";
  std::ofstream(path) << (is_long() ? "{}" : R"({"limits":{"head_timeout_s":1,"body_timeout_s":1,
      "idle_timeout_s":1,"write_timeout_s":1}})");
  return path;
}

// Asks for something ordinary, again and again, until it is told to stop.
class Bystander {
 public:
  explicit Bystander(const GatewayProcess& gateway)
      : thread_([this, &gateway] {
          while (!done_) {
            const HttpAnswer answer = gateway.get("/v1/models");
            took_ms_.push_back(answer.took_ms);
            wrong_ += answer.status == 200 ? 0 : 1;
          }
        }) {}
  void stop() {
    done_ = true;
    thread_.join();
  }
  const std::vector<double>& took_ms() const { return took_ms_; }
  int wrong() const { return wrong_; }

 private:
  std::atomic<bool> done_ = false;
  std::vector<double> took_ms_;
  int wrong_ = 0;
  std::thread thread_;
};

std::string large_picture(const GatewayProcess& gateway) {
  const HttpAnswer made = gateway.post(
      "/v1/images",
      R"({"model":"flux-1-schnell","prompt":"a fox","output_format":"png","image_size":"square_hd"})");
  REQUIRE_EQ(made.status, 200);
  const std::string path = target_of(made.json["images"][0]["url"]);
  REQUIRE(gateway.get(path).body.size() > 500'000);
  return path;
}

}  // namespace

TEST_CASE("e2e slow: slow clients are closed and hold nobody up") {
  raise_descriptors();
  const std::string settings = settings_file();
  GatewayProcess gateway({"--config", settings, "--quiet"});
  const std::string picture = large_picture(gateway);
  const int clients = is_long() ? 1000 : 200;
  const struct {
    const char* name;
    Slow how;
  } rows[] = {
      {"slow heads", Slow::Head}, {"slow bodies", Slow::Body}, {"slow readers", Slow::Read}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Bystander bystander(gateway);
    const SlowEnd end = play({.port = gateway.port(),
                              .how = row.how,
                              .clients = clients,
                              .picture = picture,
                              .patience_s = is_long() ? 90.0 : 20.0});
    bystander.stop();
    CHECK_EQ(end.closed, clients);
    CHECK_EQ(bystander.wrong(), 0);
    std::printf(
        "%-13s %d of %d closed, the last after %.1f s; beside them %zu requests, p50 %.1f ms, "
        "p99 %.1f ms\n",
        row.name, end.closed, clients, end.longest_s, bystander.took_ms().size(),
        quantile_of(bystander.took_ms(), 0.5), quantile_of(bystander.took_ms(), 0.99));
  }
  CHECK_EQ(gateway.stop(), 0);
  ::unlink(settings.c_str());
}
