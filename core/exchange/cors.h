// Which web pages may call this gateway and read its answers: origins that the settings list, to
// the letter, and no others. Source: the CORS protocol of fetch.spec.whatwg.org, read 2026-11-26.
#pragma once

#include <optional>

#include "dialects/dialect.h"
#include "dialects/routes.h"
#include "settings/settings.h"

namespace fluxweir {

// Whether the request comes from a page whose origin is listed.
bool comes_from_listed_origin(const RequestHead& head, const Settings& settings);

// The answer to a browser that asks whether a listed page may send what it wants to; nothing for
// every other request. `routed` is what the router made of OPTIONS.
std::optional<Answer> answer_preflight(const RequestHead& head, const Routed& routed,
                                       const Settings& settings);

// What tells the browser that the page may read this answer; nothing while no origin is listed.
void add_cors_headers(const RequestHead& head, const Settings& settings, Headers& headers);

}  // namespace fluxweir
