// SHA-256 (FIPS 180-4), for ids and fingerprints. Signatures are the host's (OpenSSL, WebCrypto).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fluxweir {

class Sha256 {
 public:
  Sha256();
  void append(std::string_view bytes);
  // The 32 raw bytes; the object is spent afterwards.
  std::string finish();

 private:
  void block(const unsigned char* bytes);
  std::array<std::uint32_t, 8> state_;
  std::array<unsigned char, 64> held_{};
  std::size_t count_ = 0;
  std::uint64_t total_ = 0;
};

std::string sha256(std::string_view bytes);  // 32 raw bytes

}  // namespace fluxweir
