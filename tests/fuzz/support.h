// What the fuzzers share. A fuzzer states laws; a law that does not hold ends the process, and
// libFuzzer keeps the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fluxweir::fuzz {

inline void law(bool holds, const char* words, std::string_view seen = {}) {
  if (holds) return;
  std::fprintf(stderr, "law broken: %s\n", words);
  std::fwrite(seen.data(), 1, seen.size(), stderr);
  std::abort();
}

// Decisions taken from the front of the input; 0 when it has run out.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size)
      : bytes_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint32_t below(std::uint32_t bound) { return byte() % bound; }  // bound <= 256
  std::string_view take(std::size_t bytes) {
    const std::string_view taken = bytes_.substr(0, bytes);
    bytes_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view line() {
    const std::string_view taken = take(bytes_.find('\n'));
    if (!bytes_.empty()) bytes_.remove_prefix(1);
    return taken;
  }
  std::string_view rest() { return take(bytes_.size()); }

 private:
  std::string_view bytes_;
};

// Lengths of pieces, 1..256, of one seed: mostly short ones.
class Cuts {
 public:
  explicit Cuts(std::uint8_t seed) : state_(seed * 2654435761U + 1) {}
  std::size_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    const std::uint32_t value = state_ >> 16;
    return 1 + (value % 4 == 0 ? value >> 8 : value >> 8 & 3U);
  }

 private:
  std::uint32_t state_;
};

}  // namespace fluxweir::fuzz

// libFuzzer's own name for it.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
