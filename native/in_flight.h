// How many bytes of requests, pictures and answers this process holds in memory: one counter, and
// shares of it that give back what they took when they end, on whatever path.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace fluxweir::native {

class InFlight {
 public:
  static std::int64_t bytes() { return total().load(std::memory_order_relaxed); }

  class Share {
   public:
    Share() = default;
    explicit Share(std::int64_t bytes) { set(bytes); }
    Share(Share&& other) noexcept : bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() { set(0); }

    std::int64_t bytes() const { return bytes_; }
    void set(std::int64_t bytes) {
      if (bytes == bytes_) return;
      total().fetch_add(bytes - bytes_, std::memory_order_relaxed);
      bytes_ = bytes;
    }
    void add(std::int64_t bytes) { set(bytes_ + bytes); }

   private:
    std::int64_t bytes_ = 0;
  };

 private:
  static std::atomic<std::int64_t>& total() {
    static std::atomic<std::int64_t> bytes{0};
    return bytes;
  }
};

}  // namespace fluxweir::native
