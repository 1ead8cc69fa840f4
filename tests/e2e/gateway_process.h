// The real binary on a free loopback port, and a real HTTP client (libcurl) for it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "json/tree.h"

namespace fluxweir::e2e {

struct HttpAnswer {
  long status = 0;
  Headers headers;
  std::string body;
  json::Tree json;  // of the body; discarded when it is none
  double took_ms = 0;
  std::string header(std::string_view name) const;
};

using Environment = std::vector<std::pair<std::string, std::string>>;

class GatewayProcess {
 public:
  // `fluxweir serve --listen 127.0.0.1:0` and `args`; waits for its line "listening on ...". Fails
  // the test when it doesn't come.
  explicit GatewayProcess(std::vector<std::string> args = {});
  // The same with another subcommand, and with variables beside or instead of the test's own.
  GatewayProcess(std::string command, std::vector<std::string> args,
                 const Environment& environment = {});
  ~GatewayProcess();
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  HttpAnswer send(std::string_view method, std::string_view target, std::string body = {},
                  Headers headers = {}) const;
  HttpAnswer get(std::string_view target, Headers headers = {}) const {
    return send("GET", target, {}, std::move(headers));
  }
  // With content-type: application/json.
  HttpAnswer post(std::string_view target, std::string body, Headers headers = {}) const;

  // A POST of JSON whose socket is closed after `leave_ms`, answered or not. What came until then:
  // status 0 is no answer.
  HttpAnswer abandon(std::string_view target, std::string body, long leave_ms,
                     Headers headers = {}) const;

  // SIGTERM, then waits; the exit status.
  int stop();
  void signal(int number) const;
  int wait();               // for its end; the exit status, or 128 and the signal
  std::string log() const;  // what it wrote to stderr so far
  int port() const { return port_; }
  int pid() const { return pid_; }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  struct Outgoing {
    std::string_view method;
    std::string_view target;
    std::string body;
    Headers headers;
    long timeout_ms = 120'000;
  };
  // Whether an answer came whole; the fault of the transport goes to `fault`.
  bool perform(const Outgoing& outgoing, HttpAnswer& answer, std::string& fault) const;

  int pid_ = -1;
  int port_ = 0;
  std::string log_path_;
};

// One process for all tests that need no settings of their own.
const GatewayProcess& shared_gateway();

// A loopback port that nobody listens on at the moment.
int free_port();

// The path and query of an absolute URL.
std::string target_of(const std::string& url);

// Runs a program; its exit status, and its output in `out`.
int run(const std::string& command, std::string* out = nullptr);

// Where the binary is.
std::string binary();

// The catalogue with models that typically take that long: nobody waits for the card's 10 s.
std::string catalogue_with(int typical_ms);

}  // namespace fluxweir::e2e
