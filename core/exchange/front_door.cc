#include "exchange/front_door.h"

#include "base/text.h"

namespace fluxweir {
namespace {

std::string_view without_port(std::string_view host) {
  if (!host.empty() && host.front() == '[') {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? std::string_view{} : host.substr(0, end + 1);
  }
  return host.substr(0, host.find(':'));
}

bool is_hex(std::string_view text) {
  for (const char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

// What follows "://"; empty when there is none.
std::string_view after_scheme(std::string_view url) {
  const std::size_t slashes = url.find("://");
  return slashes == std::string_view::npos ? std::string_view{} : url.substr(slashes + 3);
}

bool all_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  const std::string name = to_lower(without_port(host));
  if (name == "localhost" || name == "[::1]") return true;
  if (name.substr(0, 4) != "127.") return false;
  // Digits and dots only, so that 127.0.0.1.example.org is not taken for an address.
  return name.find_first_not_of("0123456789.") == std::string::npos;
}

std::optional<Error> check_origin(const RequestHead& head, std::string_view public_url) {
  const auto origin = find_header(head.headers, "origin");
  const auto site = find_header(head.headers, "sec-fetch-site");
  const std::string_view known = after_scheme(public_url);
  bool allowed = head.host.empty() || is_loopback_host(head.host) ||
                 equals_ignoring_case(head.host, known.substr(0, known.find('/')));
  if (origin) {
    const std::string_view host = after_scheme(*origin);
    allowed = allowed && !host.empty() && is_loopback_host(host);
  } else if (site) {
    allowed = allowed && (*site == "same-origin" || *site == "none");
  }
  if (allowed) return std::nullopt;
  return make_error(
      ErrorCode::ForbiddenOrigin,
      "A gateway without keys serves this machine only: call it by a loopback address, "
      "and not from pages of other origins");
}

std::optional<Error> check_media_type(const RequestHead& head) {
  const std::string type = to_lower(find_header(head.headers, "content-type").value_or(""));
  const std::string_view essence = trim(std::string_view(type).substr(0, type.find(';')));
  const std::size_t charset = type.find("charset=");
  const bool utf8 =
      charset == std::string::npos || type.find("utf-8", charset) != std::string::npos;
  if (essence == "application/json" && utf8) return std::nullopt;
  return make_error(ErrorCode::UnsupportedMediaType,
                    "Send the body as content-type: application/json, in UTF-8");
}

Trace read_trace(const Headers& headers, Random& ids) {
  Trace trace{make_hex_id(32, ids), make_hex_id(16, ids), "01"};
  const std::string_view text = find_header(headers, "traceparent").value_or("");
  const bool shaped = text.size() >= 55 && text[2] == '-' && text[35] == '-' && text[52] == '-';
  if (!shaped) return trace;
  const std::string_view version = text.substr(0, 2);
  const std::string_view id = text.substr(3, 32);
  const std::string_view parent = text.substr(36, 16);
  const std::string_view flags = text.substr(53, 2);
  const bool tail = text.size() == 55 || (version != "00" && text[55] == '-');
  if (!is_hex(version) || version == "ff" || !is_hex(id) || !is_hex(parent) || !is_hex(flags) ||
      !tail)
    return trace;
  if (all_zero(id) || all_zero(parent)) return trace;
  trace.trace_id = id;
  trace.flags = flags;
  return trace;
}

}  // namespace fluxweir
