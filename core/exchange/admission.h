// What the load of the host lets in: the one place that says when a request is refused because
// there is too much already, by which code, and when to come again.
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.h"
#include "base/result.h"
#include "dialects/routes.h"
#include "exchange/events.h"
#include "settings/limits.h"

namespace fluxweir {

// Fails with Unavailable (about to end, out of memory for it, the painter is behind) or
// TooManyRuns. Looking things up is let in while there is memory. `body` is what the request is
// about to send.
std::optional<Error> check_load(const Load& load, const Limits& limits, const Route& route,
                                std::int64_t body, Random& random);

// The content-length; 0 when there is none.
std::int64_t declared_length(const RequestHead& head);

// More than is worth reading only to keep the connection.
bool has_large_body(const RequestHead& head);

}  // namespace fluxweir
