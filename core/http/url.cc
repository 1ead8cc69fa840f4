#include "http/url.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "http/address.h"

namespace fluxweir {
namespace {

constexpr std::size_t kLongest = 8192;
constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

// Last labels that never lead to a public host: RFC 2606, 6761, 7686, 8375 and common inside names.
constexpr std::string_view kInside[] = {"localhost", "localdomain", "local", "internal", "lan",
                                        "intranet",  "corp",        "home",  "private",  "invalid",
                                        "test",      "example",     "onion", "arpa",     "consul"};

tl::unexpected<Error> refuse(std::string what) {
  Error error;
  error.code = ErrorCode::InvalidParameter;
  error.message = std::move(what);
  return fail(std::move(error));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), is_label_character);
}

std::string_view last_label(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

// A host that is read, and the class of the address it is, when it is one.
struct Host {
  std::string text;
  std::optional<AddressClass> address;
};

Result<Host> read_bracketed(std::string_view text) {
  const std::optional<Ipv6> address = parse_ipv6(text);
  if (!address) return refuse("the host in brackets is not an IPv6 address");
  return Host{"[" + ipv6_text(*address) + "]", classify_ipv6(*address)};
}

Result<Host> read_host(std::string_view written) {
  std::string host = to_lower(written);
  const bool had_dot = !host.empty() && host.back() == '.';
  if (had_dot) host.pop_back();
  if (host.empty() || host.size() > kLongestName) return refuse("the host is empty or too long");
  for (std::string_view rest = host;;) {
    const std::size_t dot = rest.find('.');
    if (!is_label(rest.substr(0, dot))) return refuse("the host is not a valid name");
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  const std::string_view last = last_label(host);
  if (!is_all_digits(last) && last.substr(0, 2) != "0x") return Host{std::move(host), std::nullopt};
  const std::optional<std::uint32_t> address = parse_ipv4(host);
  if (!address || had_dot) return refuse("write an IPv4 address as four decimal numbers");
  return Host{std::move(host), classify_ipv4(*address)};
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  if (text.empty() || !is_all_digits(text)) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.size() > 5) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  if (value == 0 || value > 0xffff) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

// Path and query in ASCII: what RFC 3986 has no place for is written as percent signs.
std::string make_target(std::string_view written) {
  constexpr std::string_view kEncoded = "\"<>^`{|}";
  written = written.substr(0, written.find('#'));
  std::string target = written.substr(0, 1) == "/" ? "" : "/";
  for (const char c : written) {
    if (static_cast<unsigned char>(c) < 0x80 && kEncoded.find(c) == std::string_view::npos) {
      target.push_back(c);
    } else {
      target += "%" + to_hex(std::string_view(&c, 1));
    }
  }
  return target;
}

struct Parsed {
  Url url;
  std::optional<AddressClass> address;
};

// Fills host and port in.
Result<Parsed> read_authority(std::string_view authority, Parsed parsed) {
  for (const char c : authority) {
    if (c == '@' || c == '%' || static_cast<unsigned char>(c) >= 0x80) {
      return refuse("a host is plain ASCII without user, password or percent signs");
    }
  }
  const bool bracketed = authority.substr(0, 1) == "[";
  const std::size_t host_end = authority.find(bracketed ? ']' : ':');
  if (bracketed && host_end == std::string_view::npos) return refuse("a bracket is not closed");
  Result<Host> host = bracketed ? read_bracketed(authority.substr(1, host_end - 1))
                                : read_host(authority.substr(0, host_end));
  if (!host) return fail(std::move(host.error()));
  parsed.url.host = std::move(host->text);
  parsed.url.port = default_port(parsed.url.scheme);
  parsed.address = host->address;

  if (host_end == std::string_view::npos) return parsed;
  std::string_view rest = authority.substr(host_end + (bracketed ? 1 : 0));
  if (rest.empty()) return parsed;
  const std::optional<std::uint16_t> port =
      rest.front() == ':' ? read_port(rest.substr(1)) : std::nullopt;
  if (!port) return refuse("the port is not a number from 1 to 65535");
  parsed.url.port = *port;
  return parsed;
}

Result<Parsed> parse(std::string_view text) {
  if (text.empty() || text.size() > kLongest) return refuse("a URL has 1 to 8192 bytes");
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '\\') {
      return refuse("a URL has no spaces, control characters or backslashes");
    }
  }
  if (!is_utf8(text)) return refuse("the URL is not UTF-8");
  Parsed parsed;
  const std::size_t colon = text.find("://");
  if (colon != std::string_view::npos) parsed.url.scheme = to_lower(text.substr(0, colon));
  if (parsed.url.scheme != "http" && parsed.url.scheme != "https") {
    return refuse("a URL begins with http:// or https://");
  }
  text.remove_prefix(colon + 3);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  parsed.url.target = make_target(text.substr(end));
  return read_authority(text.substr(0, end), std::move(parsed));
}

bool is_inside_name(std::string_view host) {
  const std::size_t first = host.find('.');
  if (first == std::string_view::npos) return true;
  if (std::find(std::begin(kInside), std::end(kInside), last_label(host)) != std::end(kInside)) {
    return true;
  }
  // Kubernetes: a.ns.svc and a.ns.svc.cluster.anything.
  const std::string tail = std::string(host.substr(first)) + ".";
  return tail.find(".svc.") != std::string::npos;
}

// RFC 3986 5.2.4 for an absolute path.
std::string without_dots(std::string_view path) {
  std::string kept;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool dot = segment == "/.";
    const bool dots = segment == "/..";
    if (dots) kept.resize(std::min(kept.rfind('/'), kept.size()));
    if (!dot && !dots) kept += segment;
    if ((dot || dots) && path.empty()) kept += '/';
  }
  return kept;
}

// The absolute text of a reference that stands in an answer from `from`.
std::string resolve(const Url& from, std::string_view reference) {
  const std::size_t mark = reference.find_first_of(":/?#");
  if (mark != std::string_view::npos && reference[mark] == ':') return std::string(reference);
  if (reference.substr(0, 2) == "//") return from.scheme + ":" + std::string(reference);
  const std::string_view base = std::string_view(from.target).substr(0, from.target.find('?'));
  const std::size_t end = std::min(reference.find_first_of("?#"), reference.size());
  std::string path(reference.substr(0, end));
  if (path.empty()) {
    path = base;
  } else if (path.front() != '/') {
    path = std::string(base.substr(0, base.rfind('/') + 1)) + path;
  }
  return from.origin() + without_dots(path) + std::string(reference.substr(end));
}

template <class Item, class Items>
bool has(const Items& items, const Item& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

std::string Url::authority() const {
  return port == default_port(scheme) ? host : host + ":" + whole_text(port);
}

std::string Url::origin() const { return scheme + "://" + authority(); }

std::string Url::text() const { return origin() + target; }

Result<Url> read_public_url(std::string_view text, const UrlPolicy& policy) {
  Result<Parsed> parsed = parse(text);
  if (!parsed) return fail(std::move(parsed.error()));
  Url& url = parsed->url;
  if (has(policy.deny, url.host)) return refuse("the host is not allowed here");
  if (url.scheme == "http" && !policy.http) return refuse("a URL must begin with https:// here");
  if (has(policy.allow, url.host + ":" + whole_text(url.port))) return std::move(url);
  if (!has(policy.ports, url.port)) return refuse("the port is not allowed");
  const bool is_public =
      parsed->address ? *parsed->address == AddressClass::Public : !is_inside_name(url.host);
  if (!is_public) return refuse("the host is not a public one");
  return std::move(url);
}

Result<Url> read_redirect(const Url& from, std::string_view location, const UrlPolicy& policy) {
  if (location.empty()) return refuse("a redirect says where to");
  Result<Url> to = read_public_url(resolve(from, location), policy);
  if (to && from.scheme == "https" && to->scheme != "https")
    return refuse("a redirect from https must lead to https");
  return to;
}

Result<Url> read_url(std::string_view text) {
  Result<Parsed> parsed = parse(text);
  if (!parsed) return fail(std::move(parsed.error()));
  return std::move(parsed->url);
}

}  // namespace fluxweir
