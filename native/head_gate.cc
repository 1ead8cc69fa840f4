#include "head_gate.h"

#include <cstdint>
#include <limits>

#include "base/text.h"
#include "http/address.h"

namespace fluxweir::native {
namespace {

constexpr Refusal bad(std::string_view message) { return {400, message}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token(std::string_view text) {
  for (const char c : text) {
    if (!is_token_character(c)) return false;
  }
  return !text.empty();
}

// No control but tab, and no DEL; bytes above 127 pass.
bool is_field_value(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) return false;
  }
  return true;
}

bool is_visible(std::string_view text) {
  for (const char c : text) {
    if (c <= 0x20 || c == 0x7F) return false;
  }
  return !text.empty();
}

std::string_view strip(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool fits_64_bits(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return false;
    value = value * 10 + digit;
  }
  return !digits.empty();
}

// What the fields of one head amount to.
struct Seen {
  bool http10 = false;
  bool names_host = false;  // the target does
  int hosts = 0;
  int lengths = 0;
  int codings = 0;
};

Refusal check_target(std::string_view method, std::string_view target, Seen& seen) {
  if (!is_visible(target)) return bad("the request target holds a character that must be encoded");
  if (target.find('#') != std::string_view::npos) return bad("a fragment is never sent");
  if (target.front() == '/' || (target == "*" && method == "OPTIONS")) return {};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = target.substr(scheme.size());
    seen.names_host = true;
    if (is_authority(rest.substr(0, rest.find_first_of("/?")))) return {};
    return bad("the host in the request target is not valid");
  }
  return bad("the request target must be a path or an http(s) URL");
}

Refusal check_request_line(std::string_view line, Seen& seen) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad("the request line is not valid");
  const std::string_view method = line.substr(0, first);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) return bad("the method is not a token");
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) ||
      version[6] != '.' || !is_digit(version[7])) {
    return bad("the protocol version is not valid");
  }
  if (version[5] != '1' || version[7] > '1') return {505, "this server speaks HTTP/1.1 and 1.0"};
  seen.http10 = version[7] == '0';
  if (method == "CONNECT" || method == "TRACE") return {405, "this method is not served"};
  return check_target(method, line.substr(first + 1, last - first - 1), seen);
}

// The last coding must be chunked, or nobody knows where the body ends (RFC 9112 6.3). What other
// codings before it would mean is clear, it is just not spoken here (6.1).
Refusal check_coding(std::string_view value) {
  if (equals_ignoring_case(value, "chunked")) return {};
  const Refusal refusal = bad("the only transfer coding taken is chunked");
  while (true) {
    const std::size_t comma = value.find(',');
    const std::string_view coding = strip(value.substr(0, comma));
    const bool chunked = equals_ignoring_case(coding, "chunked");
    if (comma == std::string_view::npos) return chunked ? Refusal{501, refusal.message} : refusal;
    if (chunked || !is_token(coding)) return refusal;
    value.remove_prefix(comma + 1);
  }
}

Refusal check_known_field(std::string_view name, std::string_view value, Seen& seen) {
  if (equals_ignoring_case(name, "host")) {
    if (++seen.hosts > 1) return bad("there must be exactly one Host field");
    // Where the target names the host, this field does not count (RFC 9112 3.2.2); it may be empty.
    if (value.empty() && seen.names_host) return {};
    if (!is_authority(value)) return bad("the Host field is not valid");
  } else if (equals_ignoring_case(name, "content-length")) {
    if (++seen.lengths > 1) return bad("there must be at most one Content-Length field");
    if (!fits_64_bits(value)) return bad("Content-Length must be one decimal number");
  } else if (equals_ignoring_case(name, "transfer-encoding")) {
    if (++seen.codings > 1) return bad("there must be at most one Transfer-Encoding field");
    return check_coding(value);
  } else if (equals_ignoring_case(name, "expect")) {
    if (!equals_ignoring_case(value, "100-continue")) {
      return {417, "the only expectation met is 100-continue"};
    }
  }
  return {};
}

Refusal check_field(std::string_view line, Seen& seen) {
  if (line.front() == ' ' || line.front() == '\t') return bad("folded fields are not taken");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return bad("a field has no colon");
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) return bad("a field name is not a token");
  const std::string_view value = line.substr(colon + 1);
  if (!is_field_value(value)) return bad("a field value holds a control character");
  return check_known_field(name, strip(value), seen);
}

Refusal check_whole(const Seen& seen) {
  if (seen.hosts == 0 && !seen.http10) return bad("there must be exactly one Host field");
  if (seen.codings > 0 && seen.lengths > 0) {
    return bad("Content-Length and Transfer-Encoding exclude each other");
  }
  if (seen.codings > 0 && seen.http10) return bad("HTTP/1.0 has no Transfer-Encoding");
  return {};
}

bool is_port(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
    if (value > 65535) return false;
  }
  return true;
}

}  // namespace

bool is_token_character(char c) {
  return is_alpha(c) || is_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_authority(std::string_view text) {
  std::size_t end = 0;
  if (!text.empty() && text.front() == '[') {
    end = text.find(']');
    if (end == std::string_view::npos || !parse_ipv6(text.substr(1, end - 1))) return false;
    ++end;
  } else {
    while (end < text.size() &&
           (is_alpha(text[end]) || is_digit(text[end]) ||
            std::string_view("-._~").find(text[end]) != std::string_view::npos)) {
      ++end;
    }
    if (end == 0) return false;
  }
  if (end == text.size()) return true;
  return text[end] == ':' && is_port(text.substr(end + 1));
}

HeadGate::Found HeadGate::find(std::string_view bytes) {
  while (true) {
    const std::size_t lf = bytes.find('\n', scanned_);
    if (lf == std::string_view::npos) break;
    // Lengths first: in smaller pieces they would have shown before this line's end did.
    if (line_start_ == 0 && lf > limits_.request_line + 1) {
      return {{414, "the request line is too long"}, 0};
    }
    if (lf + 1 > limits_.head) return {{431, "the head is too long"}, 0};
    if (lf == 0 || bytes[lf - 1] != '\r') return {bad("lines must end with CR LF"), 0};
    if (lf == line_start_ + 1) return {{}, lf + 1};
    scanned_ = line_start_ = lf + 1;
  }
  scanned_ = bytes.size();
  if (line_start_ == 0 && bytes.size() > limits_.request_line + 1) {
    return {{414, "the request line is too long"}, 0};
  }
  if (bytes.size() > limits_.head) return {{431, "the head is too long"}, 0};
  return {};
}

Refusal check_head(std::string_view head, const HeadLimits& limits) {
  Seen seen;
  std::size_t lines = 0;
  while (true) {
    const std::size_t lf = head.find('\n');
    if (lf == std::string_view::npos || lf == 0 || head[lf - 1] != '\r') {
      return bad("lines must end with CR LF");
    }
    const std::string_view line = head.substr(0, lf - 1);
    head.remove_prefix(lf + 1);
    if (line.find('\r') != std::string_view::npos) return bad("a line holds a bare CR");
    if (line.empty()) break;
    if (lines++ > limits.fields) return {431, "there are too many fields"};
    const Refusal refusal = lines == 1 ? check_request_line(line, seen) : check_field(line, seen);
    if (refusal) return refusal;
  }
  if (lines == 0) return bad("the request line is not valid");
  return check_whole(seen);
}

}  // namespace fluxweir::native
