// CRC-32 as PNG, gzip and Ethernet have it: polynomial 0xEDB88320, reflected (PNG annex D).
#pragma once

#include <cstdint>
#include <string_view>

namespace fluxweir {

class Crc32 {
 public:
  void append(std::string_view bytes);
  // Of all bytes so far; more may follow.
  std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xffff'ffff;
};

}  // namespace fluxweir
