#include "blobs.h"

#include <atomic>
#include <utility>

#include "base/sha256.h"
#include "base/text.h"
#include "files.h"

namespace fluxweir::native {
namespace {

// A kept file is one line of type and expiry, then the bytes.
std::string pack(const StoredBlob& blob, UnixMillis expires) {
  return "fluxweir1 " + std::to_string(expires.count) + " " + blob.content_type + "\n" + blob.bytes;
}

struct Unpacked {
  UnixMillis expires;
  std::string content_type;
  std::size_t body = 0;  // where the bytes begin; 0: not a file of ours
};

Unpacked unpack(std::string_view file) {
  constexpr std::string_view kMark = "fluxweir1 ";
  const std::size_t end = file.find('\n');
  if (end == std::string_view::npos || file.substr(0, kMark.size()) != kMark) return {};
  const std::string_view line = file.substr(kMark.size(), end - kMark.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return {};
  const auto expires = to_integer(line.substr(0, space));
  if (!expires) return {};
  return {{*expires}, std::string(line.substr(space + 1)), end + 1};
}

}  // namespace

std::string blob_file_name(std::string_view key) {
  constexpr std::size_t kLongest = 180;
  std::string name;
  for (const char c : key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    if (plain) {
      name += c;
    } else {
      name += '%';
      name += to_hex(std::string_view(&c, 1));
    }
  }
  if (name.size() > kLongest) name = name.substr(0, 100) + "%%" + to_hex(sha256(key));
  return name.empty() ? "%" : name;
}

BlobPtr Blobs::make(std::string bytes, std::string content_type) {
  static std::atomic<std::uint64_t> serial{0};
  InFlight::Share share(static_cast<std::int64_t>(bytes.size()));
  return std::make_shared<const StoredBlob>(
      StoredBlob{"s" + std::to_string(serial.fetch_add(1) + 1), std::move(bytes),
                 std::move(content_type), std::move(share)});
}

bool Blobs::keep(const std::string& key, BlobPtr blob, UnixMillis expires) {
  if (!options_.folder.empty()) {
    return write_file(options_.folder + "/" + blob_file_name(key), pack(*blob, expires));
  }
  const std::lock_guard guard(lock_);
  if (blob->bytes.size() > options_.bound) return false;
  forget(key);
  while (bytes_ + blob->bytes.size() > options_.bound && !by_age_.empty()) {
    forget(std::string(by_age_.front()));
  }
  bytes_ += blob->bytes.size();
  const auto age = by_age_.insert(by_age_.end(), key);
  kept_[key] = {std::move(blob), expires, age};
  return true;
}

BlobPtr Blobs::open(const std::string& key, UnixMillis now) {
  if (!options_.folder.empty()) {
    const std::string path = options_.folder + "/" + blob_file_name(key);
    auto file = read_file(path);
    if (!file) return nullptr;
    Unpacked unpacked = unpack(*file);
    if (unpacked.body == 0) return nullptr;
    if (unpacked.expires <= now) {
      remove_file(path);
      return nullptr;
    }
    return make(file->substr(unpacked.body), std::move(unpacked.content_type));
  }
  const std::lock_guard guard(lock_);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return nullptr;
  if (found->second.expires <= now) {
    forget(key);
    return nullptr;
  }
  return found->second.blob;
}

bool Blobs::remove(const std::string& key) {
  if (!options_.folder.empty()) return remove_file(options_.folder + "/" + blob_file_name(key));
  const std::lock_guard guard(lock_);
  const bool there = kept_.count(key) > 0;
  forget(key);
  return there;
}

void Blobs::forget(const std::string& key) {
  const auto found = kept_.find(key);
  if (found == kept_.end()) return;
  bytes_ -= found->second.blob->bytes.size();
  by_age_.erase(found->second.age);
  kept_.erase(found);
}

}  // namespace fluxweir::native
