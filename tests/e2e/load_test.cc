// Many runs at once against a slow provider: none is lost, none is charged wrongly, nobody is asked
// twice, and the gateway stays answerable. Prints memory, descriptors and the health route's
// latency; no figure is asserted. FLUXWEIR_LONG=1 plays the full form, 1,000 runs of 10 s.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "e2e/bfl_server.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

struct Form {
  int runs;
  int ready_after_ms;
};

Form form() {
  const char* is_long = std::getenv("FLUXWEIR_LONG");
  return is_long != nullptr && std::string(is_long) == "1" ? Form{1000, 10'000} : Form{100, 1000};
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// A number of /proc/PID/status, in KiB.
long status_kib(int pid, const std::string& key) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; file >> word;) {
    long kib = 0;
    if (word == key + ":" && file >> kib) return kib;
  }
  return 0;
}

int open_descriptors(int pid) {
  std::error_code error;
  int count = 0;
  for (auto at = std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd", error);
       !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    ++count;
  }
  return count;
}

// This process holds the server's end of every connection; the gateway has its own limit.
void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * part)];
}

// Looks at the process twenty times a second until it ends.
class Watcher {
 public:
  explicit Watcher(const GatewayProcess& gateway)
      : gateway_(gateway), thread_([this] { watch(); }) {}
  ~Watcher() {
    if (thread_.joinable()) end();
  }
  void end() {
    ended_ = true;
    thread_.join();
  }
  std::vector<double> health_ms;
  int unhealthy = 0;
  long peak_kib = 0;
  int peak_descriptors = 0;

 private:
  void look() {
    // A failed REQUIRE throws, which would end this thread's process.
    try {
      const HttpAnswer answer = gateway_.get("/healthz");
      health_ms.push_back(answer.took_ms);
      unhealthy += answer.status == 200 ? 0 : 1;
    } catch (...) {
      ++unhealthy;
    }
  }

  void watch() {
    while (!ended_) {
      const auto next = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
      look();
      peak_kib = std::max(peak_kib, status_kib(gateway_.pid(), "VmRSS"));
      peak_descriptors = std::max(peak_descriptors, open_descriptors(gateway_.pid()));
      std::this_thread::sleep_until(next);
    }
  }
  const GatewayProcess& gateway_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

// A gateway in a folder of its own, and what it needs there.
struct Scene {
  std::string folder = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-load-" + std::to_string(::getpid());
  BflServer bfl;

  std::vector<std::string> prepare(int typical_ms) const {
    std::filesystem::create_directories(folder);
    write_file(folder + "/models.json", catalogue_with(typical_ms));
    const Tree provider = {{"name", "bfl"},
                           {"codec", "bfl"},
                           {"origin", bfl.origin()},
                           {"credential", "${FLUXWEIR_TEST_BFL_KEY}"}};
    const Tree offer = {{"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}};
    write_file(
        folder + "/gateway.json",
        Tree{{"providers", Tree::array({provider})}, {"offers", Tree::array({offer})}}.dump());
    return {"--config", folder + "/gateway.json", "--models", folder + "/models.json",
            "--data",   folder + "/data",         "--quiet"};
  }
  ~Scene() { std::filesystem::remove_all(folder); }
};

// In turns.
FrontApi api_of(std::size_t at) { return at % 2 == 0 ? FrontApi::Bfl : FrontApi::Runflow; }

// Creates `runs` runs, from many clients at once.
std::vector<Told> start_runs(const GatewayProcess& gateway, int runs) {
  std::vector<Told> told(static_cast<std::size_t>(runs));
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> clients;
  clients.reserve(16);
  for (int i = 0; i < 16; ++i) {
    clients.emplace_back([&] {
      for (std::size_t at = next++; at < told.size(); at = next++) {
        try {
          told[at] = start_picture(gateway, api_of(at), "lighthouse number " + std::to_string(at));
        } catch (...) {
          told[at] = {};  // counted as not succeeded
        }
      }
    });
  }
  for (std::thread& client : clients) client.join();
  return told;
}

// From the moment a task was ready at the provider to the look that found it, in milliseconds, of
// the tasks but the first `skip`.
std::vector<double> delays(const BflServer& bfl, int ready_after_ms, int skip) {
  std::vector<double> out;
  for (const TaskRecord& task : bfl.tasks()) {
    if (skip-- <= 0 && !task.polls_ms.empty())
      out.push_back(task.polls_ms.back() - task.submitted_ms - ready_after_ms);
  }
  return out;
}

// One wave of runs: created at once, then read until they have ended.
struct Wave {
  double created_s = 0;
  double took_s = 0;
  int succeeded = 0;
  std::int64_t charged = 0;
};

Wave play_wave(const GatewayProcess& gateway, const Form& load) {
  Wave wave;
  const auto begin = std::chrono::steady_clock::now();
  const auto since = [begin] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::vector<Told> told = start_runs(gateway, load.runs);
  wave.created_s = since();
  const double until_s = 60 + 3 * load.ready_after_ms / 1000.0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (told[i].run.empty()) continue;
    while (!has_ended(gateway, api_of(i), told[i]) && since() < until_s)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    wave.succeeded += told[i].word == "Ready" || told[i].word == "succeeded" ? 1 : 0;
    wave.charged +=
        json::find_integer(receipt_of(gateway, told[i].run), "cost_micro_usd").value_or(0);
  }
  wave.took_s = since();
  return wave;
}

double megabytes(long kib) { return static_cast<double>(kib) / 1024; }

void print_delays(const char* name, const std::vector<double>& late, int polls) {
  std::printf("  found after ready   p50 %.0f ms, p99 %.0f ms; %.2f looks a run (%s)\n",
              quantile(late, 0.5), quantile(late, 0.99),
              polls / static_cast<double>(std::max<std::size_t>(late.size(), 1)), name);
}

}  // namespace

TEST_CASE("e2e load: many slow runs at once all succeed") {
  const Form load = form();
  Scene scene;
  scene.bfl.always({.ready_after_ms = load.ready_after_ms});
  GatewayProcess gateway("serve", scene.prepare(load.ready_after_ms),
                         {{"FLUXWEIR_TEST_BFL_KEY", "bfl-test-key"}});
  raise_descriptor_limit();
  gateway.get("/healthz");
  const long before_kib = status_kib(gateway.pid(), "VmRSS");
  Watcher watcher(gateway);
  const Wave wave = play_wave(gateway, load);
  watcher.end();
  const int polls = scene.bfl.polls();
  const std::vector<double> late = delays(scene.bfl, load.ready_after_ms, 0);
  // Once more with fewer, now that it has learnt how long the provider takes.
  const Wave again = play_wave(gateway, {load.runs / 4, load.ready_after_ms});
  const int runs = load.runs + load.runs / 4;
  std::printf("\nload: %d runs of %d ms at once, created in %.1f s, all read in %.1f s\n",
              load.runs, load.ready_after_ms, wave.created_s, wave.took_s);
  std::printf("  succeeded           %d\n", wave.succeeded);
  std::printf("  RSS                 %.1f MB before, %.1f peak, %.1f after\n",
              megabytes(before_kib), megabytes(watcher.peak_kib),
              megabytes(status_kib(gateway.pid(), "VmRSS")));
  std::printf("  descriptors, peak   %d (connections at the provider: %d)\n",
              watcher.peak_descriptors, scene.bfl.max_open_connections());
  std::printf("  GET /healthz        p50 %.2f ms, p99 %.2f ms, of %zu\n",
              quantile(watcher.health_ms, 0.5), quantile(watcher.health_ms, 0.99),
              watcher.health_ms.size());
  print_delays("at first", late, polls);
  print_delays("learnt", delays(scene.bfl, load.ready_after_ms, load.runs),
               scene.bfl.polls() - polls);
  CHECK_EQ(wave.succeeded + again.succeeded, runs);
  CHECK_EQ(wave.charged + again.charged, 60'000LL * runs);
  CHECK_EQ(scene.bfl.submits(), runs);
  CHECK_EQ(scene.bfl.accepted(), runs);
  CHECK_EQ(watcher.unhealthy, 0);
  CHECK(scene.bfl.keys_astray().empty());
  CHECK(scene.bfl.keys_missing().empty());
}
