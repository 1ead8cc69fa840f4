#include "exchange/cors.h"

#include <algorithm>
#include <string>

namespace fluxweir {
namespace {

// Browsers cap it themselves: Chromium at two hours.
constexpr const char* kMaxAge = "7200";

// Beside what every page may read: ids, receipts, and when to come again.
constexpr const char* kReadable =
    "x-request-id, x-fluxweir-run, x-fluxweir-receipt, x-fluxweir-demo, retry-after, "
    "preference-applied";

}  // namespace

bool comes_from_listed_origin(const RequestHead& head, const Settings& settings) {
  const auto origin = find_header(head.headers, "origin");
  const auto& listed = settings.cors_origins;
  return origin && std::find(listed.begin(), listed.end(), *origin) != listed.end();
}

std::optional<Answer> answer_preflight(const RequestHead& head, const Routed& routed,
                                       const Settings& settings) {
  const bool asks = head.method == "OPTIONS" &&
                    find_header(head.headers, "access-control-request-method").has_value();
  if (!asks || !routed.error || routed.error->code != ErrorCode::MethodNotAllowed ||
      !comes_from_listed_origin(head, settings))
    return std::nullopt;
  Answer answer;
  answer.status = 204;
  answer.headers = headers_of({{"access-control-allow-methods", routed.error->faults[0].allowed},
                               {"access-control-max-age", kMaxAge}});
  // The page is trusted with any header: SDKs add their own.
  if (const auto wanted = find_header(head.headers, "access-control-request-headers"))
    add_header(answer.headers, "access-control-allow-headers", *wanted);
  return answer;
}

// Never with credentials: keys travel in headers that the page sets itself, not in cookies.
void add_cors_headers(const RequestHead& head, const Settings& settings, Headers& headers) {
  if (settings.cors_origins.empty()) return;
  add_header(headers, "vary", "Origin");
  if (!comes_from_listed_origin(head, settings)) return;
  add_header(headers, "access-control-allow-origin",
             find_header(head.headers, "origin").value_or(""));
  add_header(headers, "access-control-expose-headers", kReadable);
}

}  // namespace fluxweir
