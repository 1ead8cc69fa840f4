// Counts connections, in all and for each peer address (an IPv4 address or an IPv6 /64), so that no
// one peer takes what all need. Usable from any thread.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace fluxweir::native {

struct PeerBounds {
  std::size_t all = 10'000;
  std::size_t per_peer = 256;
  bool count_loopback = false;  // peers on this machine too; else only in all
};

class Peers {
 public:
  using Key = std::array<std::uint8_t, 16>;

  // One connection's place, given back when it ends. Its Peers outlive it.
  class Place {
   public:
    Place() = default;
    Place(Peers* peers, const Key& key, bool counted)
        : peers_(peers), key_(key), counted_(counted) {}
    Place(Place&& other) noexcept
        : peers_(std::exchange(other.peers_, nullptr)),
          key_(other.key_),
          counted_(other.counted_) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(peers_, other.peers_);
      std::swap(key_, other.key_);
      std::swap(counted_, other.counted_);
      return *this;
    }
    ~Place() {
      if (peers_ != nullptr) peers_->leave(key_, counted_);
    }
    explicit operator bool() const { return peers_ != nullptr; }

   private:
    Peers* peers_ = nullptr;
    Key key_{};
    bool counted_ = false;  // among those of its address
  };

  enum class Room : std::uint8_t { Given, NoneForPeer, None };
  Room enter(const sockaddr_storage& peer, Place& place);
  void set_bounds(const PeerBounds& bounds);
  std::size_t connections() const;

 private:
  void leave(const Key& key, bool counted);

  mutable std::mutex lock_;
  PeerBounds bounds_;
  std::size_t all_ = 0;
  std::map<Key, std::size_t> by_peer_;
};

bool is_loopback_peer(const sockaddr_storage& peer);

}  // namespace fluxweir::native
