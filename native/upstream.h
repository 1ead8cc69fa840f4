// HTTP out, for one loop: libcurl's multi interface with its sockets in an epoll set of their own,
// which the loop watches. Two pools of connections: one for providers that the operator has
// configured, one, guarded, for every other host. A name outside the providers is looked up once,
// each of its addresses is judged, and only to those that passed a connection is made; the address
// of each new connection is judged again.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "fetching.h"
#include "http/url.h"
#include "loop.h"
#include "network.h"

namespace fluxweir::native {

struct UpstreamOptions {
  // True for "scheme://host:port" (the port always there) of a configured provider and, when
  // `credential` names one, only of a provider with that credential. Empty: there are none.
  std::function<bool(const std::string& origin, const std::string& credential)> is_provider;
  // True when a connection to this resolved address is allowed outside the providers. Empty: none
  // is.
  std::function<bool(const sockaddr& address)> may_connect;
  // True for "host:port" that may be connected to whatever its address is. Empty: none may.
  std::function<bool(const std::string& authority)> is_allowed = {};
  std::uint64_t max_body = 64ull << 20;
};

class Upstream {
 public:
  Upstream(Loop& loop, Network& network);  // which outlives it
  ~Upstream();

  // On the loop's thread. `sink` is called on it too. `options` null: nothing may be called.
  void start(FetchOrder order, FetchSink sink,
             const std::shared_ptr<const UpstreamOptions>& options);
  // Stops the transfer whose flag this is; its sink is called no more.
  void stop(const CancelFlag& flag);

 private:
  class Pool;
  void resolve(FetchOrder order, FetchSink sink, std::shared_ptr<const UpstreamOptions> options,
               const Url& url);
  Loop& loop_;
  Network& network_;
  std::unique_ptr<Pool> providers_;
  std::unique_ptr<Pool> others_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// "https://api.example:443" for a URL; empty when it is no http(s) URL or carries user info.
std::string origin_of(const std::string& url);

}  // namespace fluxweir::native
