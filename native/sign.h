// HMAC-SHA256 with keys that the core only knows by name.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace fluxweir::native {

std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 raw bytes

// Usable from any thread. A key is 32 random bytes, made when first needed; with a folder it is
// kept there in a file for the owner only, so that signatures outlive the process. A test seed
// makes the keys the same in every process.
class Signer {
 public:
  explicit Signer(std::string folder = {}, std::optional<std::uint64_t> test_seed = {})
      : folder_(std::move(folder)), test_seed_(test_seed) {}
  std::string sign(const std::string& key, std::string_view text);

 private:
  const std::string& find_key(const std::string& name);
  std::string folder_;
  std::optional<std::uint64_t> test_seed_;
  std::mutex lock_;
  std::map<std::string, std::string> keys_;
};

}  // namespace fluxweir::native
