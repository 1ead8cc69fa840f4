// URLs, read strictly and written again from what was read. For URLs that a caller chose this is
// the static stage of the guard against requests to inside addresses (OWASP API7); the other stage,
// classifying the address a name resolved to, is the host's.
//
// Only http and https, no userinfo, ASCII hosts, one spelling of IPv4. Where parsers differ over a
// text (backslashes, tabs, Unicode digits, octal), it is refused. Follows RFC 3986 and the host
// rules of the WHATWG URL Standard, read 2026-11-25.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fluxweir {

struct Url {
  std::string scheme;      // "http" or "https"
  std::string host;        // lower case, no trailing dot; IPv6 in brackets, by RFC 5952
  std::uint16_t port = 0;  // the scheme's own when none was written; never 0
  std::string target;      // path and query, at least "/"; a fragment is dropped

  std::string authority() const;  // "example.com:8080"; no port when it is the scheme's own
  std::string origin() const;     // "https://example.com"
  std::string text() const;       // what to fetch
  bool operator==(const Url&) const = default;
};

// What callers may point us to.
struct UrlPolicy {
  bool http = true;
  std::vector<std::uint16_t> ports = {80, 443, 8080, 8443};
  std::vector<std::string> allow;  // "host:port" as in Url, reachable whatever they are
  std::vector<std::string> deny;   // hosts as in Url, refused whatever they are; goes first
};

// A URL that a caller chose: a public name or address on a usual port. Fails with InvalidParameter;
// the message says what is wrong and holds nothing of the URL.
Result<Url> read_public_url(std::string_view text, const UrlPolicy& policy = {});

// A URL from the operator's settings: as strict, but any host and port.
Result<Url> read_url(std::string_view text);

// Where `location`, an absolute or relative reference in an answer from `from`, leads (RFC 3986
// 5.2), judged as a caller's own URL is. From https there is no way back to http.
Result<Url> read_redirect(const Url& from, std::string_view location, const UrlPolicy& policy = {});

}  // namespace fluxweir
