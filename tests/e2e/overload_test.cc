// Five times more than the gateway takes: what it accepts is made as fast as ever, the rest is told
// so at once, and memory stays where it was. Prints the ratios; only the laws are asserted.
// FLUXWEIR_LONG=1 plays longer.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "e2e/bfl_scene.h"
#include "e2e/crowd.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

constexpr int kRuns = 24;  // at once
constexpr int kReadyMs = 200;

double seconds() {
  const char* set = std::getenv("FLUXWEIR_LONG");
  return set != nullptr && std::string(set) == "1" ? 15 : 2;
}

double resident_mb(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  long pages = 0;
  file >> pages >> pages;
  return static_cast<double>(pages) * 4096 / 1e6;
}

std::string request() {
  const std::string body = R"({"prompt":"a lighthouse in fog"})";
  // Unscored, or what is measured is how fast a few cores decode.
  return "POST /v1/images?quality_check=off HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
         "application/json\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

struct Tally {
  std::vector<double> accepted_ms;
  std::vector<double> refused_ms;
  int other = 0;
  int silent = 0;  // refused without a time to return
  double goodput = 0;
};

Tally lay_siege(const GatewayProcess& gateway, int clients, double time) {
  Tally tally;
  const auto shots = besiege({.port = gateway.port(),
                              .request = request(),
                              .clients = clients,
                              .seconds = time,
                              .pause_s = kReadyMs / 1000.0});
  for (const Shot& shot : shots) {
    if (shot.status == 200) tally.accepted_ms.push_back(shot.ms);
    if (shot.status == 429) tally.refused_ms.push_back(shot.ms);
    tally.silent += shot.status == 429 && !shot.says_when ? 1 : 0;
    tally.other += shot.status != 200 && shot.status != 429 ? 1 : 0;
  }
  tally.goodput = static_cast<double>(tally.accepted_ms.size()) / time;
  return tally;
}

void print(const char* name, const Tally& tally, double mb) {
  std::printf(
      "  %-10s %6.1f made/s, p50 %5.1f p99 %5.1f ms; %6zu refused, p50 %5.2f p99 %5.2f ms; "
      "RSS %.1f MB\n",
      name, tally.goodput, quantile_of(tally.accepted_ms, 0.5),
      quantile_of(tally.accepted_ms, 0.99), tally.refused_ms.size(),
      quantile_of(tally.refused_ms, 0.5), quantile_of(tally.refused_ms, 0.99), mb);
}

}  // namespace

TEST_CASE("e2e overload: five times too much is refused, not delayed") {
  raise_descriptors();
  BflScene scene({{"runs", kRuns}}, kReadyMs);
  scene.bfl.always({.ready_after_ms = kReadyMs});
  auto args = scene.args();
  // On disk, so that memory shows what is in flight.
  args.insert(args.end(), {"--quiet", "--data", scene.folder() + "/data"});
  GatewayProcess gateway("serve", args, BflScene::environment());
  lay_siege(gateway, 4, 1);  // it learns how long the provider takes
  std::printf("\noverload: at most %d runs at once, a provider that takes %d ms\n", kRuns,
              kReadyMs);
  const Tally one = lay_siege(gateway, 1, seconds());
  print("one", one, resident_mb(gateway.pid()));
  const Tally peak = lay_siege(gateway, kRuns, seconds());
  const double peak_mb = resident_mb(gateway.pid());
  print("peak", peak, peak_mb);
  const Tally over = lay_siege(gateway, 5 * kRuns, seconds());
  const double over_mb = resident_mb(gateway.pid());
  print("5 x", over, over_mb);
  std::printf("  goodput at 5 x / at peak %.2f; p99 of accepted at 5 x / alone %.2f\n",
              over.goodput / peak.goodput,
              quantile_of(over.accepted_ms, 0.99) / quantile_of(one.accepted_ms, 0.99));
  for (const Tally* tally : {&one, &peak, &over}) {
    CHECK(tally->accepted_ms.size() > 0);
    CHECK_EQ(tally->silent, 0);
    CHECK_EQ(tally->other, 0);
  }
  CHECK_EQ(one.refused_ms.size(), 0);
  CHECK(over.refused_ms.size() > 0);
  CHECK_EQ(scene.bfl.accepted(), scene.bfl.submits());
  CHECK_EQ(gateway.stop(), 0);
}
