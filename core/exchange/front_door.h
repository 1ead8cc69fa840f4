// What a request's head must satisfy before anything else, and the trace it belongs to.
#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "http/message.h"

namespace fluxweir {

// "localhost", 127.0.0.0/8 or [::1], with or without a port.
bool is_loopback_host(std::string_view host);

// Keyless service is for programs on this machine only. A web page on another origin is told apart
// by Origin and Sec-Fetch-Site, which browsers send and pages cannot forge: it must not spend the
// owner's keys. Fails with ForbiddenOrigin.
// The Host must be a loopback name or that of `public_url`, or a rebound DNS name could read what
// pages may not.
std::optional<Error> check_origin(const RequestHead& head, std::string_view public_url);

// Create routes take application/json only (charset=utf-8 may be said). Fails with
// UnsupportedMediaType.
std::optional<Error> check_media_type(const RequestHead& head);

// W3C Trace Context: the caller's trace id with a span of our own, or a new trace. Source:
// w3.org/TR/trace-context, level 1.
struct Trace {
  std::string trace_id;  // 32 hex digits
  std::string span_id;   // 16 hex digits, ours
  std::string flags;     // 2 hex digits
  std::string text() const { return "00-" + trace_id + "-" + span_id + "-" + flags; }
};
Trace read_trace(const Headers& headers, Random& ids);

}  // namespace fluxweir
