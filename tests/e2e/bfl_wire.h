// A small HTTP/1.1 server that can break every answer, and a client that posts webhooks. One
// thread, one loop; keep-alive; written for the scripted BFL server (bfl_server.h) and
// independent of the gateway's own code, so that one can't hide the other's mistakes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "e2e/bfl_script.h"

namespace fluxweir::e2e {

struct WireRequest {
  std::string method;
  std::string target;
  HeaderLines headers;  // names in lower case
  std::string body;
  std::string header(std::string_view name) const;  // empty when absent
};

struct WireReply {
  std::string head;                         // as it leaves; may be cut
  std::shared_ptr<const std::string> body;  // null: none
  std::size_t body_bytes = 0;               // how many of them leave
  int delay_ms = 0;
  int pieces = 1;
  int pause_ms = 0;
  enum class After { KeepAlive, Close, Reset, Stall } after = After::KeepAlive;
  std::function<void()> sent = {};  // everything was handed to the kernel
};

// A whole reply of `status` with Content-Length and `type`; its head still wants more lines or the
// empty one.
WireReply make_reply(int status, std::string_view type, std::shared_ptr<const std::string> body,
                     const HeaderLines& headers = {});
WireReply make_reply(int status, std::string_view type, std::string body,
                     const HeaderLines& headers = {});

// `whole`, broken as `fault.how` says, after `fault.delay_ms`.
WireReply broken(WireReply whole, const Fault& fault);

class WireServer {
 public:
  // Both are called on the server's thread. `on_head` sees the request without its body and may
  // answer at once; `on_request` sees the whole.
  using OnHead = std::function<std::optional<WireReply>(const WireRequest&)>;
  using OnRequest = std::function<WireReply(const WireRequest&)>;

  WireServer(OnHead on_head, OnRequest on_request);
  ~WireServer();  // ends all connections
  WireServer(const WireServer&) = delete;
  WireServer& operator=(const WireServer&) = delete;

  int port() const;
  int max_open_connections() const;
  // POSTs JSON to a plain http URL on a numeric address or localhost, `after_ms` from now. What it
  // is answered goes to `done` (0: no answer) on the server's thread.
  void post(const std::string& url, const std::string& json, int after_ms,
            std::function<void(int)> done);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// A loopback origin where connections are refused for as long as this process lives.
std::string closed_origin();

}  // namespace fluxweir::e2e
