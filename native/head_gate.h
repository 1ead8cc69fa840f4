// Judges the raw head of a request by RFC 9112 before any parser sees it, and refuses whatever two
// parsers could read in two ways. Pure: bytes in, verdict out.
#pragma once

#include <cstddef>
#include <string_view>

namespace fluxweir::native {

struct HeadLimits {
  std::size_t request_line = 8 * 1024;
  std::size_t head = 16 * 1024;
  std::size_t fields = 100;
};

// Why a request is refused; status 0: it is not.
struct Refusal {
  int status = 0;
  std::string_view message;  // static storage, for people
  explicit operator bool() const { return status != 0; }
};

// Finds the end of a head in bytes that arrive in pieces.
class HeadGate {
 public:
  explicit HeadGate(const HeadLimits& limits = {}) : limits_(limits) {}

  struct Found {
    Refusal refusal;
    std::size_t length = 0;  // of the whole head with its empty line; 0: more bytes are needed
  };
  // `bytes` starts with the request line and only grows between calls.
  Found find(std::string_view bytes);

 private:
  HeadLimits limits_;
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
};

// Judges a whole head, request line to empty line.
Refusal check_head(std::string_view head, const HeadLimits& limits = {});

// May be in a method or a field name (RFC 9110 5.6.2).
bool is_token_character(char c);

// "a.example:8080", "[::1]": a host and perhaps a port, as in a Host field.
bool is_authority(std::string_view text);

}  // namespace fluxweir::native
