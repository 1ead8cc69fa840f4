// The routes that need no run: models, OpenAPI, health and readiness.
#pragma once

#include "base/apart.h"
#include "dialects/dialect.h"
#include "exchange/context.h"
#include "exchange/events.h"

namespace fluxweir {

FLUXWEIR_APART Answer list_models(const Context& context);
// Fails with ModelNotFound. Every line of the card with its source and date, the parameters and
// their JSON Schema.
FLUXWEIR_APART Result<Answer> show_model(const Context& context, std::string_view name);
FLUXWEIR_APART Answer show_openapi(const Context& context);
Answer show_health();
// 503 no_provider while nothing can serve, 503 unavailable once the host is about to end.
FLUXWEIR_APART Answer show_readiness(const Context& context, const Load& load);

// A dry run's answer: quote, size, offer, receipt and the upstream call that would be made.
struct Plan;
FLUXWEIR_APART Answer show_plan(const Plan& plan);

// Every attempt of a run: where, when, how it ended and why, what it cost.
FLUXWEIR_APART Answer show_trace(const Outcome& outcome);

}  // namespace fluxweir
