#include "serve.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "files.h"
#include "gateway_source.h"
#include "metering/metrics.h"
#include "secrets.h"
#include "server.h"
#include "storage/statements.h"

namespace fluxweir::native {
namespace {

constexpr std::size_t kPaintsWaiting = 64;

void complain(const std::string& text) { std::fprintf(stderr, "fluxweir: %s\n", text.c_str()); }

void complain(const std::string& where, const Error& error) {
  complain(where + ": " + error.message);
  for (const Fault& fault : error.faults) {
    std::string line = "  " + fault.path + ": " + fault.rule;
    if (!fault.got_type.empty()) line += ", got " + fault.got_type;
    if (!fault.allowed.empty()) line += ", allowed: " + fault.allowed;
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

// One shape of heap for many short buffers of all sizes: no trimming, no mapping for each.
void tune_heap() {
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

// The text of the settings; nothing (and a complaint) when the file can't be read.
std::optional<std::string> read_settings(const std::string& path) {
  if (path.empty()) return std::string();
  auto text = read_file(path);
  if (!text) complain(path + ": can't be read");
  return text;
}

std::string host_origin(const std::string& host) {
  return origin_of(host.find("://") == std::string::npos ? "https://" + host : host);
}

// Which origins belong to which credential.
UpstreamOptions upstream_options(const Settings& settings) {
  auto known = std::make_shared<std::set<std::pair<std::string, std::string>>>();
  for (const Provider& provider : settings.providers) {
    for (const std::string& credential : {std::string(), provider.credential}) {
      known->emplace(origin_of(provider.origin), credential);
    }
    for (const std::string& host : provider.allowed_hosts) {
      known->emplace(host_origin(host), provider.credential);
    }
  }
  UpstreamOptions options;
  options.is_provider = [known](const std::string& origin, const std::string& credential) {
    return known->count({origin, credential}) > 0;
  };
  return options;
}

// What is wrong with starting this way; empty when nothing is.
std::string objection(const Settings& settings, const ListenAddress& listen, bool open) {
  if (listen.host.empty()) return "--listen wants HOST:PORT, for example 127.0.0.1:8080";
  if (!is_loopback(listen) && !open) {
    return listen.host +
           " is not a loopback address: other machines could connect and spend. "
           "Say --open if that is what you want.";
  }
  for (const Provider& provider : settings.providers) {
    if (!provider.credential.empty() && !has_secret(provider.credential)) {
      return "provider " + provider.name + ": the environment variable of its credential, " +
             provider.credential + ", is not set";
    }
  }
  return {};
}

struct Folders {
  std::string database;
  std::string media;
  std::string keys;
};

// Throws when a folder can't be made.
Folders make_folders(const std::string& data) {
  if (data.empty()) return {};
  const Folders folders{data + "/fluxweir.sqlite", data + "/media", data + "/keys"};
  for (const std::string& folder : {data, folders.media, folders.keys}) {
    if (!make_folder(folder)) throw std::runtime_error("can't make the folder " + folder);
  }
  return folders;
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
  std::string text;  // of the settings
  HostProfile profile;
  ListenAddress listen;
  std::string data;
};

int serve(const ServeArguments& arguments, const Plan& plan, const Settings& settings) {
  const sigset_t signals = block_signals();
  const Folders folders = make_folders(plan.data);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  // Pinned randomness counts machines, so one thread has to open them all.
  const unsigned threads = settings.test_seed      ? 1
                           : arguments.threads > 0 ? arguments.threads
                                                   : cores;

  Blobs blobs({.folder = folders.media});
  Runs runs;
  Signer signer(folders.keys);
  Log log(arguments.quiet ? -1 : 2);
  Metrics metrics_page(metrics());
  Sqlite sqlite({folders.database, schema(), statement_text});
  Renderer renderer(cores, kPaintsWaiting);
  Host host{blobs,
            runs,
            sqlite,
            signer,
            log,
            metrics_page,
            renderer,
            upstream_options(settings),
            {std::nullopt, settings.test_wall}};
  ServerOptions options;
  options.listen = plan.listen;
  options.threads = threads;
  Server server(options, host, [&plan] {
    auto gateway = Gateway::load(plan.text, {}, plan.profile);
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
  curl_global_init(CURL_GLOBAL_DEFAULT);
  auto text = read_settings(arguments.config);
  if (!text) return 1;
  Plan plan{std::move(*text), {}, {}, {}};
  // Twice: where to listen is in the settings, and what they may say depends on it.
  auto gateway = Gateway::load(plan.text, {}, plan.profile);
  if (gateway) {
    const Settings& settings = gateway->settings();
    plan.listen =
        read_listen_address(arguments.listen.empty() ? settings.listen : arguments.listen);
    plan.data = arguments.data.empty() ? settings.data : arguments.data;
    plan.profile.loopback = is_loopback(plan.listen);
    plan.profile.renderer = arguments.renderer;
    gateway = Gateway::load(plan.text, {}, plan.profile);
  }
  if (!gateway) {
    complain(arguments.config, gateway.error());
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

int run_check_config(const std::string& path) {
  auto text = read_settings(path);
  if (!text) return 1;
  const auto gateway = Gateway::load(*text);
  if (!gateway) {
    complain(path, gateway.error());
    return 1;
  }
  std::printf("%s: fine\n", path.c_str());
  return 0;
}

}  // namespace fluxweir::native
