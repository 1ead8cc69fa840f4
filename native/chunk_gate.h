// Follows the framing of a chunked body (RFC 9112 7.1) ahead of the parser, with caps the parser
// has not: extensions, trailers, digits of a size. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fluxweir::native {

class ChunkGate {
 public:
  static constexpr std::size_t kExtensionBytes = 256;
  static constexpr std::size_t kTrailerBytes = 8 * 1024;

  // `body_limit`: bytes that the chunks may hold in all.
  explicit ChunkGate(std::uint64_t body_limit = UINT64_MAX) : left_(body_limit) {}

  // Walks on through `bytes`, at most to the end of the body. False at the first breach, for ever.
  bool take(std::string_view bytes);
  bool is_done() const { return at_ == At::Done; }
  bool is_too_long() const { return too_long_; }  // that was the breach

 private:
  enum class At : std::uint8_t {
    Size,
    Extension,
    SizeEnd,
    Data,
    DataCr,
    DataLf,
    TrailerStart,
    TrailerName,
    Trailer,
    TrailerEnd,
    End,
    Done,
    Bad
  };
  At step(char c);
  At step_size(char c);
  At end_size(At next);
  At step_trailer(char c);

  At at_ = At::Size;
  std::uint64_t size_ = 0;
  std::uint64_t left_;
  bool too_long_ = false;
  std::size_t count_ = 0;  // digits, extension bytes or trailer bytes so far
};

}  // namespace fluxweir::native
