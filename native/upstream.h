// HTTP out, for one loop: libcurl's multi interface with its sockets in an epoll set of their own,
// which the loop watches. Two pools of connections: one for providers that the operator has
// configured, one, guarded, for every other address.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>

#include "fetching.h"
#include "loop.h"

namespace fluxweir::native {

struct UpstreamOptions {
  // True for "scheme://host:port" (the port always there) of a configured provider and, when
  // `credential` names one, only of a provider with that credential. Empty: there are none.
  std::function<bool(const std::string& origin, const std::string& credential)> is_provider;
  // True when a connection to this resolved address is allowed outside the providers. Empty: none
  // is.
  std::function<bool(const sockaddr& address)> may_connect;
  std::uint64_t max_body = 64ull << 20;
};

class Upstream {
 public:
  explicit Upstream(Loop& loop);
  ~Upstream();

  // On the loop's thread. `sink` is called on it too. `options` null: nothing may be called.
  void start(FetchOrder order, FetchSink sink,
             const std::shared_ptr<const UpstreamOptions>& options);
  // Stops the transfer whose flag this is; its sink is called no more.
  void stop(const CancelFlag& flag);

 private:
  class Pool;
  std::unique_ptr<Pool> providers_;
  std::unique_ptr<Pool> others_;
};

// True for addresses of the open Internet; false for this machine, private networks, metadata
// services and whatever embeds an IPv4 address.
bool is_public_address(const sockaddr& address);

// "https://api.example:443" for a URL; empty when it is no http(s) URL or carries user info.
std::string origin_of(const std::string& url);

}  // namespace fluxweir::native
