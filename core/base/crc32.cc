#include "base/crc32.h"

#include <array>
#include <cstddef>

namespace fluxweir {
namespace {

constexpr std::size_t kSlices = 4;
using Table = std::array<std::array<std::uint32_t, 256>, kSlices>;

// Row k: what a byte does to the remainder when k more bytes follow it.
Table make_table() {
  Table made{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t rest = i;
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ ((rest & 1) * 0xedb8'8320);
    made[0][i] = rest;
  }
  for (std::size_t i = 0; i < 256; ++i) {
    for (std::size_t k = 1; k < kSlices; ++k)
      made[k][i] = made[k - 1][i] >> 8 ^ made[0][made[k - 1][i] & 0xff];
  }
  return made;
}

// Made when first needed and never by the compiler: a module would carry 4 KiB that no compression
// makes smaller.
const Table& table() {
  static const Table kTable = make_table();
  return kTable;
}

}  // namespace

void Crc32::append(std::string_view bytes) {
  const Table& rows = table();
  const auto at = [&bytes](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[i]);
  };
  std::uint32_t rest = state_;
  for (; bytes.size() >= kSlices; bytes.remove_prefix(kSlices)) {
    rest ^= at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24;
    rest = rows[3][rest & 0xff] ^ rows[2][rest >> 8 & 0xff] ^ rows[1][rest >> 16 & 0xff] ^
           rows[0][rest >> 24];
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) rest = rest >> 8 ^ rows[0][(rest ^ at(i)) & 0xff];
  state_ = rest;
}

}  // namespace fluxweir
