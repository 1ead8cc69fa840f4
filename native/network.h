// How names become addresses and addresses sockets, for connections to hosts that nobody has
// configured. An interface, so that a test can play any DNS without one.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <functional>
#include <string>
#include <vector>

#include "pool.h"

namespace fluxweir::native {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  const sockaddr& base() const { return reinterpret_cast<const sockaddr&>(storage); }
};

// Usable from any thread.
class Network {
 public:
  virtual ~Network() = default;
  using Found = std::function<void(std::vector<SocketAddress>)>;
  // `found` is called once, on any thread, maybe before this returns; with nothing when the name
  // leads nowhere.
  virtual void resolve(const std::string& host, Found found) = 0;
  // A socket for a connection to `address`, which may be changed; -1 when there is none.
  virtual int open(SocketAddress& address, int type, int protocol) = 0;
  // Waits for what is being looked up; nothing is afterwards. Before the loops that asked end.
  virtual void close() {}
};

// getaddrinfo on threads of its own.
class SystemNetwork final : public Network {
 public:
  void resolve(const std::string& host, Found found) override;
  int open(SocketAddress& address, int type, int protocol) override;
  void close() override { pool_.stop(); }

 private:
  Pool pool_{2, 64};
};

// True for addresses of the open Internet; false for this machine, private networks, metadata
// services and whatever embeds an IPv4 address.
bool is_public_address(const sockaddr& address);

// "192.0.2.1", "[2001:db8::1]"; empty for other families.
std::string address_text(const sockaddr& address);

// Those of this machine's own interfaces, as texts.
std::vector<std::string> own_addresses();

}  // namespace fluxweir::native
