#include "serve.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>

#include "complain.h"
#include "files.h"
#include "gateway_source.h"
#include "host_parts.h"
#include "secrets.h"
#include "server.h"

namespace fluxweir::native {
namespace {

constexpr Millis kEmulatorDrain{500};  // what it has stalled would never end

// One shape of heap for many short buffers of all sizes: no trimming, no mapping for each.
void tune_heap() {
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

// What is wrong with starting this way; empty when nothing is.
std::string objection(const Settings& settings, const ListenAddress& listen, bool open) {
  if (listen.host.empty()) return "--listen wants HOST:PORT, for example 127.0.0.1:8080";
  if (!is_loopback(listen) && settings.host.emulate)
    return listen.host + " is not a loopback address: an emulator serves this machine only";
  if (!is_loopback(listen) && !open) {
    return listen.host +
           " is not a loopback address: other machines could connect and spend. "
           "Say --open if that is what you want.";
  }
  if (!is_loopback(listen) && settings.public_url.empty()) {
    return "off loopback the addresses in answers need a name that callers can reach: set "
           "public_url in the settings, or --public-url https://images.example.com";
  }
  for (const Provider& provider : settings.providers) {
    if (!provider.credential.empty() && !has_secret(provider.credential)) {
      return "provider " + provider.name + ": the environment variable of its credential, " +
             provider.credential + ", is not set";
    }
  }
  return {};
}

// Keys and prompts are in this memory: no core file of it, and no other process of the same user
// may look into it.
void hide_memory() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// Signals are taken by one thread, here; the others never see them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

struct Plan {
  std::string text;    // of the settings
  std::string models;  // of the catalogue; empty: the one that is compiled in
  HostProfile profile;
  ListenAddress listen;
  std::string data;
};

int serve(const ServeArguments& arguments, const Plan& plan, const Settings& settings) {
  const sigset_t signals = block_signals();
  HostParts parts(settings, plan.data, arguments.quiet ? -1 : 2);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  // Pinned randomness counts machines and the emulator's rules requests, so one thread has to open
  // them all.
  const bool counts = settings.test_seed || settings.host.emulate;
  const unsigned threads = counts ? 1 : arguments.threads > 0 ? arguments.threads : cores;

  ServerOptions options;
  options.listen = plan.listen;
  options.threads = threads;
  if (settings.host.emulate) options.drain = kEmulatorDrain;
  Server server(options, parts.host, [&plan] {
    auto gateway = Gateway::load(plan.text, plan.models, plan.profile);
    return gateway_source(std::make_shared<const Gateway>(std::move(*gateway)));
  });
  server.start();
  const bool v6 = plan.listen.host.find(':') != std::string::npos;
  std::printf("listening on http://%s%s%s:%u\n", v6 ? "[" : "", plan.listen.host.c_str(),
              v6 ? "]" : "", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  int number = 0;
  sigwait(&signals, &number);
  server.stop();
  return 0;
}

}  // namespace

int run_serve(const ServeArguments& arguments) {
  tune_heap();
  hide_memory();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  auto text = read_settings(arguments.config);
  auto models = read_settings(arguments.models);
  if (!text || !models) return 1;
  Plan plan{std::move(*text), std::move(*models), {}, {}, {}};
  plan.profile.public_url = arguments.public_url;
  plan.profile.emulate = arguments.emulate;
  plan.profile.fetches_urls = true;
  // Twice: where to listen is in the settings, and what they may say depends on it.
  auto gateway = Gateway::load(plan.text, plan.models, plan.profile);
  if (gateway) {
    const Settings& settings = gateway->settings();
    plan.listen =
        read_listen_address(arguments.listen.empty() ? settings.listen : arguments.listen);
    plan.data = arguments.data.empty() ? settings.data : arguments.data;
    plan.profile.loopback = is_loopback(plan.listen);
    plan.profile.renderer = arguments.renderer;
    gateway = Gateway::load(plan.text, plan.models, plan.profile);
  }
  if (!gateway) {
    complain(arguments.emulate ? arguments.rules : arguments.config, gateway.error());
    return 1;
  }
  const std::string wrong = objection(gateway->settings(), plan.listen, arguments.open);
  if (!wrong.empty()) {
    complain(wrong);
    return 2;
  }
  try {
    return serve(arguments, plan, gateway->settings());
  } catch (const std::exception& error) {
    complain(error.what());
    return 1;
  }
}

int run_check_config(const std::string& path, const std::string& models) {
  const auto text = read_settings(path);
  const auto catalog = read_settings(models);
  if (!text || !catalog) return 1;
  const auto gateway = Gateway::load(*text, *catalog);
  if (!gateway) {
    complain(path, gateway.error());
    return 1;
  }
  if (read_listen_address(gateway->settings().listen).host.empty()) {
    complain(path + ": /listen must be HOST:PORT, for example 127.0.0.1:8080");
    return 1;
  }
  std::printf("%s: fine\n", path.c_str());
  return 0;
}

}  // namespace fluxweir::native
