#include "network.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "http/address.h"

namespace fluxweir::native {
namespace {

std::vector<SocketAddress> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* all = nullptr;
  std::vector<SocketAddress> found;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &all) != 0) return found;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(all, freeaddrinfo);
  for (const addrinfo* one = all; one != nullptr; one = one->ai_next) {
    SocketAddress address;
    if (one->ai_addrlen > sizeof address.storage) continue;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.length = one->ai_addrlen;
    found.push_back(address);
  }
  return found;
}

Ipv6 bytes_of(const sockaddr& address) {
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  Ipv6 bytes;
  std::copy(std::begin(v6.sin6_addr.s6_addr), std::end(v6.sin6_addr.s6_addr), bytes.begin());
  return bytes;
}

std::uint32_t number_of(const sockaddr& address) {
  return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr);
}

}  // namespace

void SystemNetwork::resolve(const std::string& host, Found found) {
  const auto tell = std::make_shared<Found>(std::move(found));
  if (!pool_.run([host, tell] { (*tell)(look_up(host)); })) (*tell)({});
}

int SystemNetwork::open(SocketAddress& address, int type, int protocol) {
  return ::socket(address.base().sa_family, type | SOCK_CLOEXEC, protocol);
}

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET)
    return classify_ipv4(number_of(address)) == AddressClass::Public;
  return address.sa_family == AF_INET6 && classify_ipv6(bytes_of(address)) == AddressClass::Public;
}

std::string address_text(const sockaddr& address) {
  if (address.sa_family == AF_INET) return ipv4_text(number_of(address));
  if (address.sa_family == AF_INET6) return "[" + ipv6_text(bytes_of(address)) + "]";
  return {};
}

std::vector<std::string> own_addresses() {
  std::vector<std::string> texts;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return texts;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> guard(all, freeifaddrs);
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr) continue;
    std::string text = address_text(*one->ifa_addr);
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace fluxweir::native
