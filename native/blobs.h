// Bytes that pass the core by. A scratch blob lives as long as someone holds it; a kept one has a
// key and an expiry and lives in a bounded store in memory, or as a file under DIR/media.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/units.h"
#include "in_flight.h"

namespace fluxweir::native {

struct StoredBlob {
  std::string handle;  // unique in this process
  std::string bytes;
  std::string content_type;
  InFlight::Share share = {};
};
using BlobPtr = std::shared_ptr<const StoredBlob>;

// Usable from any thread.
class Blobs {
 public:
  struct Options {
    std::uint64_t bound = 512ull << 20;  // bytes of kept blobs in memory; the oldest go first
    std::string folder;                  // empty: nothing touches the disk
  };
  explicit Blobs(Options options) : options_(std::move(options)) {}

  static BlobPtr make(std::string bytes, std::string content_type);

  // False when it can't be stored: larger than the bound, or the disk refuses.
  bool keep(const std::string& key, BlobPtr blob, UnixMillis expires);
  // Nothing when it is not there or its time has come.
  BlobPtr open(const std::string& key, UnixMillis now);
  bool remove(const std::string& key);
  std::uint64_t kept_bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  struct Kept {
    BlobPtr blob;
    UnixMillis expires;
    std::list<std::string>::iterator age;
  };
  void forget(const std::string& key);  // under the lock

  Options options_;
  mutable std::mutex lock_;
  std::unordered_map<std::string, Kept> kept_;
  std::list<std::string> by_age_;  // oldest first
  std::atomic<std::uint64_t> bytes_{0};
};

// A file name for `key`: letters, digits, '-' and '_' stay, all else becomes "%XX"; long keys end
// in a hash.
std::string blob_file_name(std::string_view key);

}  // namespace fluxweir::native
