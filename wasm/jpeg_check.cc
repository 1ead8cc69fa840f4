#include "jpeg_check.h"

#include <algorithm>
#include <cstddef>

namespace fluxweir::wasm {
namespace {

constexpr unsigned kDht = 0xC4, kSos = 0xDA, kEoi = 0xD9;
constexpr std::size_t kLengths = 16;  // of codes, in bits
constexpr std::size_t kMostCodes = 256;
constexpr std::size_t kFastLengths = 9;  // stb_image's FAST_BITS: with 255 it marks what is longer

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// `tables` is the rest of a DHT segment, and what follows it: a table may be said to be longer.
bool are_safe_tables(std::string_view tables, std::size_t length) {
  std::size_t at = 0;
  while (at < length) {
    std::size_t codes = 0;
    for (std::size_t i = 1; i <= kLengths; ++i) {
      codes += byte_at(tables, at + i);
      if (codes >= kMostCodes && i <= kFastLengths) return false;
    }
    if (codes > kMostCodes) return false;
    at += 1 + kLengths + codes;
  }
  return true;
}

}  // namespace

std::optional<std::size_t> find_jpeg_end(std::string_view bytes) {
  int scans = 0;
  std::size_t at = 2;
  while ((at = bytes.find('\xFF', at)) != std::string_view::npos) {
    while (byte_at(bytes, at) == 0xFF) ++at;
    const unsigned marker = byte_at(bytes, at++);
    const bool is_alone = marker <= 1 || (marker >= 0xD0 && marker <= 0xD8);
    if (is_alone) continue;
    if (marker == kEoi) return scans > 0 ? std::optional(at - 2) : std::nullopt;
    const std::size_t length = byte_at(bytes, at) * 256 + byte_at(bytes, at + 1);
    if (length < 2) return std::nullopt;
    if (marker == kSos && ++scans > kMaxScans) return std::nullopt;
    if (marker == kDht &&
        !are_safe_tables(bytes.substr(std::min(at + 2, bytes.size())), length - 2))
      return std::nullopt;
    at += length;
  }
  return scans > 0 ? std::optional(bytes.size()) : std::nullopt;
}

}  // namespace fluxweir::wasm
