// What the gateway adds to a provider that answers at once: one client with keep-alive asks the
// scripted BFL server itself (submit, poll until ready, download) and, in turns, the gateway in
// front of it (create, download), one request at a time.
//
// The gateway looks where it expects the end, so an instant provider shows the price of not asking
// all the time; called back by a webhook it need not guess.
#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "e2e/bfl_server.h"

namespace {

using fluxweir::e2e::BflServer;
using fluxweir::e2e::text_of;
using nlohmann::json;

constexpr int kRounds = 300;
constexpr int kWarmUp = 60;  // the gateway learns the latency
constexpr const char* kKey = "bfl-test-key";
constexpr const char* kBody =
    R"({"prompt":"a lighthouse in fog","seed":7,"aspect_ratio":"16:9","output_format":"jpeg"})";

std::size_t take(char* bytes, std::size_t, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(bytes, count);
  return count;
}

// One handle: its connections stay open.
class Client {
 public:
  Client() : easy_(curl_easy_init()) {
    headers_ = curl_slist_append(headers_, "content-type: application/json");
    headers_ = curl_slist_append(headers_, (std::string("x-key: ") + kKey).c_str());
  }
  ~Client() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(easy_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Empty when it failed. Without `body` a GET without the key.
  std::string ask(const std::string& url, const char* body = nullptr, bool keyed = true) {
    std::string answer;
    curl_easy_reset(easy_);
    curl_easy_setopt(easy_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
    curl_easy_setopt(easy_, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
    if (keyed) curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &answer);
    if (body != nullptr) curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body);
    return curl_easy_perform(easy_) == CURLE_OK ? answer : std::string();
  }

 private:
  CURL* easy_;
  curl_slist* headers_ = nullptr;
};

json parse(const std::string& text) { return json::parse(text, nullptr, false); }

// The picture's bytes; 0 when something went wrong.
std::size_t ask_provider(Client& client, const BflServer& bfl) {
  const json taken = parse(client.ask(bfl.origin() + "/v1/flux-pro-1.1-ultra", kBody));
  const std::string url = text_of(taken, "polling_url");
  for (int i = 0; i < 1000 && !url.empty(); ++i) {
    const json task = parse(client.ask(url));
    if (text_of(task, "status") == "Ready")
      return client.ask(text_of(task["result"], "sample"), nullptr, false).size();
  }
  return 0;
}

std::size_t ask_gateway(Client& client, const std::string& base) {
  const json made = parse(client.ask(base + "/v1/images", kBody, true));
  if (!made.is_object() || !made.contains("images") || made["images"].empty()) return 0;
  return client.ask(text_of(made["images"][0], "url"), nullptr, false).size();
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string g_folder;

std::string write_file(const std::string& name, const json& document) {
  const std::string path = g_folder + name;
  std::ofstream(path) << document.dump();
  return path;
}

// A free loopback port. Nobody else is about to take it.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

class Gateway {
 public:
  // `hooks`: it has a public address, so that the provider can call it back.
  Gateway(const BflServer& bfl, bool hooks) {
    json models = parse([] {
      std::ifstream file(std::string(FLUXWEIR_SOURCE_DIR) + "/edge-config/models.json");
      return std::string((std::istreambuf_iterator<char>(file)), {});
    }());
    for (json& model : models["models"]) model["typical_ms"] = 1;
    json settings = {
        {"providers", json::array({{{"name", "bfl"},
                                    {"codec", "bfl"},
                                    {"origin", bfl.origin()},
                                    {"credential", "${FLUXWEIR_TEST_BFL_KEY}"}}})},
        {"offers", json::array({{{"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}}})}};
    const std::string address = "127.0.0.1:" + std::to_string(free_port());
    base = "http://" + address;
    if (hooks) settings["public_url"] = base;
    start({g_folder + "fluxweir", "serve", "--listen", address, "--quiet", "--config",
           write_file("bench-settings.json", settings), "--models",
           write_file("bench-models.json", models)});
  }
  ~Gateway() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  std::string base;

 private:
  void start(std::vector<std::string> args) {
    std::vector<char*> argv;
    for (std::string& arg : args) argv.push_back(arg.data());
    argv.push_back(nullptr);
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(out[1], 1);
      ::close_range(3, ~0U, 0);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(out[1]);
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n') continue;
    ::close(out[0]);
  }

  pid_t pid_ = -1;
};

double quantile(std::vector<double>& values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * part)];
}

template <class F>
bool time_once(std::vector<double>& samples, F work) {
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t bytes = work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  samples.push_back(took.count());
  return bytes > 1000;
}

bool compare(bool hooks) {
  BflServer bfl(kKey);
  const Gateway gateway(bfl, hooks);
  Client to_provider;
  Client to_gateway;
  bool good = true;
  std::vector<double> direct;
  std::vector<double> through;
  std::vector<double> hop;  // one request that the gateway answers by itself: a hop's price here
  for (int i = 0; i < kWarmUp + kRounds; ++i) {
    if (i == kWarmUp) {
      direct.clear();
      through.clear();
      hop.clear();
    }
    good = time_once(direct, [&] { return ask_provider(to_provider, bfl); }) && good;
    good = time_once(through, [&] { return ask_gateway(to_gateway, gateway.base); }) && good;
    time_once(hop,
              [&] { return to_gateway.ask(gateway.base + "/healthz", nullptr, false).size(); });
  }
  std::printf("  %-28s p50 %7.3f ms  p99 %7.3f ms\n", "the provider itself", quantile(direct, 0.5),
              quantile(direct, 0.99));
  std::printf("  %-28s p50 %7.3f ms  p99 %7.3f ms\n",
              hooks ? "through the gateway, hooks" : "through the gateway, looks",
              quantile(through, 0.5), quantile(through, 0.99));
  std::printf("  %-28s p50 %7.3f ms  p99 %7.3f ms%s\n", "added",
              quantile(through, 0.5) - quantile(direct, 0.5),
              quantile(through, 0.99) - quantile(direct, 0.99), good ? "" : "  SOME FAILED");
  std::printf("  %-28s p50 %7.3f ms  p99 %7.3f ms\n", "one hop (GET /healthz)", quantile(hop, 0.5),
              quantile(hop, 0.99));
  return good;
}

}  // namespace

int main(int, char** argv) {
  g_folder = folder_of(argv[0]);
  ::setenv("FLUXWEIR_TEST_BFL_KEY", kKey, 1);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  std::printf("one picture of Ultra at a time, %d rounds in turns, 2752x1536 JPEG\n", kRounds);
  const bool looks = compare(false);
  const bool hooks = compare(true);
  return looks && hooks ? 0 : 1;
}
