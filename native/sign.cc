#include "sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/random.h"
#include "base/sha256.h"
#include "blobs.h"
#include "clock.h"
#include "files.h"

namespace fluxweir::native {

std::string hmac_sha256(std::string_view key, std::string_view text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &length);
  return std::string(reinterpret_cast<const char*>(mac), length);
}

std::string Signer::sign(const std::string& key, std::string_view text) {
  const std::lock_guard guard(lock_);
  return hmac_sha256(find_key(key), text);
}

const std::string& Signer::find_key(const std::string& name) {
  const auto found = keys_.find(name);
  if (found != keys_.end()) return found->second;
  if (test_seed_)
    return keys_.emplace(name, sha256(name + std::to_string(*test_seed_))).first->second;
  const std::string path = folder_ + "/" + blob_file_name(name);
  if (!folder_.empty()) {
    auto stored = read_file(path);
    if (stored && stored->size() == sizeof(Entropy)) {
      return keys_.emplace(name, std::move(*stored)).first->second;
    }
  }
  const Entropy bytes = read_entropy();
  std::string key(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!folder_.empty()) write_file(path, key);
  return keys_.emplace(name, std::move(key)).first->second;
}

}  // namespace fluxweir::native
