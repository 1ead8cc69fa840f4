// Takes a chunked body apart (RFC 9112 7.1), byte by byte and strictly, with caps on what is not
// data: extensions, trailers, digits of a size. Trailers are judged and dropped. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fluxweir::native {

class ChunkGate {
 public:
  static constexpr std::size_t kExtensionBytes = 256;  // of one chunk
  static constexpr std::size_t kTrailerBytes = 8 * 1024;

  // `body_limit`: bytes that the chunks may hold in all.
  explicit ChunkGate(std::uint64_t body_limit = UINT64_MAX) : left_(body_limit) {}

  // Appends the data among `bytes` to `data` and returns how many are done with: all, unless the
  // body ends among them or breaks.
  std::size_t take(std::string_view bytes, std::string& data);
  bool is_done() const { return at_ == At::Done; }
  bool is_broken() const { return at_ == At::Bad; }  // for ever
  bool is_too_long() const { return too_long_; }     // that is why

 private:
  enum class At : std::uint8_t {
    Size,
    ExtensionStart,  // behind a semicolon
    Name,
    NameEnd,  // in blanks behind it
    ValueStart,
    Value,
    Quoted,
    QuotedPair,
    ValueEnd,
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
  At step_extension(char c);
  At after_extension_part(char c) const;
  At step_trailer(char c);

  At at_ = At::Size;
  std::uint64_t size_ = 0;
  std::uint64_t left_;
  bool too_long_ = false;
  std::size_t count_ = 0;  // digits, extension bytes or trailer bytes so far
  std::string name_;       // of the trailer
};

}  // namespace fluxweir::native
