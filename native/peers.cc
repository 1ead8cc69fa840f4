#include "peers.h"

#include <netinet/in.h>

#include <algorithm>

namespace fluxweir::native {
namespace {

constexpr std::size_t kNetworkBytes = 8;  // of an IPv6 address: who has one has a whole /64

Peers::Key key_of(const sockaddr_storage& peer) {
  Peers::Key key{};
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    const std::uint32_t number = ntohl(v4.sin_addr.s_addr);
    key = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    for (std::size_t i = 0; i < 4; ++i)
      key[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  } else if (peer.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    std::copy_n(std::begin(v6.sin6_addr.s6_addr), mapped ? key.size() : kNetworkBytes, key.begin());
  }
  return key;
}

}  // namespace

bool is_loopback_peer(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
  }
  if (peer.ss_family != AF_INET6) return false;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
  return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) ||
         (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr) && v6.sin6_addr.s6_addr[12] == 127);
}

Peers::Room Peers::enter(const sockaddr_storage& peer, Place& place) {
  const Key key = key_of(peer);
  const std::lock_guard guard(lock_);
  if (all_ >= bounds_.all) return Room::None;
  const bool counted = bounds_.count_loopback || !is_loopback_peer(peer);
  if (counted) {
    std::size_t& of_peer = by_peer_[key];
    if (of_peer >= bounds_.per_peer) return Room::NoneForPeer;
    ++of_peer;
  }
  ++all_;
  place = Place(this, key, counted);
  return Room::Given;
}

void Peers::leave(const Key& key, bool counted) {
  const std::lock_guard guard(lock_);
  --all_;
  if (!counted) return;
  const auto found = by_peer_.find(key);
  if (--found->second == 0) by_peer_.erase(found);
}

void Peers::set_bounds(const PeerBounds& bounds) {
  const std::lock_guard guard(lock_);
  bounds_ = bounds;
}

std::size_t Peers::connections() const {
  const std::lock_guard guard(lock_);
  return all_;
}

}  // namespace fluxweir::native
