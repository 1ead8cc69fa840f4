#include "serve.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <thread>
#include <utility>

#include "complain.h"
#include "files.h"
#include "gateway_source.h"
#include "host_parts.h"
#include "reload.h"
#include "secrets.h"
#include "server.h"

namespace fluxweir::native {
namespace {

constexpr Millis kEmulatorDrain{500};  // what it has stalled would never end
constexpr std::size_t kDescriptorsKept = 512;

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

// Connections are many, and each is a descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// No more connections than there are descriptors for, with some left for providers and files.
std::size_t connections_for(std::int64_t wanted) {
  rlimit limit{};
  const auto most = static_cast<std::size_t>(wanted);
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return most;
  const std::size_t kept = std::min<std::size_t>(kDescriptorsKept, limit.rlim_cur / 2);
  return std::min<std::size_t>(most, limit.rlim_cur - kept);
}

ServerBounds bounds_of(const Settings& settings) {
  const Limits& limits = settings.limits;
  const PeerBounds peers{connections_for(limits.connections),
                         static_cast<std::size_t>(limits.connections_per_peer),
                         limits.count_loopback};
  return {peers, limits.drain_notice, settings.host.emulate ? kEmulatorDrain : limits.drain};
}

// Signals are taken by one thread, here; the others never see them.
sigset_t block_signals(std::initializer_list<int> numbers) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers) sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

struct Plan {
  Blueprint blueprint;
  ListenAddress listen;
  std::string data;
};

Server::SourceOf source_of(const Blueprint& blueprint) {
  return [&blueprint] {
    auto gateway = build(blueprint);
    return gateway_source(std::make_shared<const Gateway>(std::move(*gateway)));
  };
}

// A faulty file changes nothing.
void reload(const ServeArguments& arguments, Plan& plan, Server& server, Host& host) {
  const Log& log = host.log;
  const UnixMillis wall = read_now().wall;
  const auto refuse = [&](std::string why) {
    log.write(refused_line({ErrorCode::InvalidRequest, std::move(why), {}, {}}, wall));
  };
  if (arguments.config.empty() && arguments.models.empty())
    return refuse("the gateway was started without --config: there is nothing to read again");
  const auto text = read_settings(arguments.config);
  const auto models = read_settings(arguments.models);
  if (!text || !models) return refuse("a file can't be read");
  Result<Renewal> renewal = renew(plan.blueprint, *text, *models);
  if (!renewal) return log.write(refused_line(renewal.error(), wall));
  const Blueprint& next = renewal->next;
  const auto gateway = build(next);
  if (!gateway) return log.write(refused_line(gateway.error(), wall));
  std::string wrong = objection(gateway->settings(), plan.listen, arguments.open);
  if (!wrong.empty()) return refuse(std::move(wrong));
  host.inspector.calibrate(calibration_of(gateway->settings()).value_or(nullptr));
  server.replace(source_of(next), bounds_of(gateway->settings()));
  plan.blueprint = next;
  log.write(reloaded_line(*renewal, wall));
}

// Until the process is to end.
void wait_for_end(const ServeArguments& arguments, Plan& plan, Server& server, Host& host) {
  const sigset_t signals = block_signals({SIGINT, SIGTERM, SIGHUP});
  for (int number = SIGHUP; sigwait(&signals, &number) == 0 && number == SIGHUP;)
    reload(arguments, plan, server, host);
}

// Whether one more signal to end has come within `time`.
bool is_hurried(Millis time) {
  const sigset_t signals = block_signals({SIGINT, SIGTERM});
  const timespec patience{time.count / 1000, time.count % 1000 * 1'000'000};
  return sigtimedwait(&signals, nullptr, &patience) > 0;
}

int serve(const ServeArguments& arguments, Plan& plan, const Settings& settings) {
  block_signals({SIGINT, SIGTERM, SIGHUP});
  HostParts parts(settings, plan.data, arguments.quiet ? -1 : 2);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  // Pinned randomness counts machines and the emulator's rules requests, so one thread has to open
  // them all.
  const bool counts = settings.test_seed || settings.host.emulate;
  const unsigned threads = counts ? 1 : arguments.threads > 0 ? arguments.threads : cores;

  ServerOptions options;
  options.listen = plan.listen;
  options.threads = threads;
  Server server(options, bounds_of(settings), parts.host, source_of(plan.blueprint));
  server.start();
  const bool v6 = plan.listen.host.find(':') != std::string::npos;
  std::printf("listening on http://%s%s%s:%u\n", v6 ? "[" : "", plan.listen.host.c_str(),
              v6 ? "]" : "", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  wait_for_end(arguments, plan, server, parts.host);
  server.stop(is_hurried);
  return 0;
}

}  // namespace

int run_serve(const ServeArguments& arguments) {
  tune_heap();
  hide_memory();
  raise_descriptor_limit();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  auto text = read_settings(arguments.config);
  auto models = read_settings(arguments.models);
  if (!text || !models) return 1;
  Plan plan{{std::move(*text), std::move(*models), {}}, {}, {}};
  Blueprint& blueprint = plan.blueprint;
  blueprint.profile.public_url = arguments.public_url;
  blueprint.profile.emulate = arguments.emulate;
  blueprint.profile.fetches_urls = true;
  blueprint.profile.decodes = true;
  // Twice: where to listen is in the settings, and what they may say depends on it.
  auto gateway = build(blueprint);
  if (gateway) {
    const Settings& settings = gateway->settings();
    plan.listen =
        read_listen_address(arguments.listen.empty() ? settings.listen : arguments.listen);
    plan.data = arguments.data.empty() ? settings.data : arguments.data;
    blueprint.profile.loopback = is_loopback(plan.listen);
    blueprint.profile.renderer = arguments.renderer;
    gateway = build(blueprint);
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
  const auto gateway = build({*text, *catalog, {}});
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
