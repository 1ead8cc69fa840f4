// Path -> dialect. One table of every route that the gateway answers; the log, the metrics and
// OpenAPI name routes by its patterns.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "dialects/dialect.h"

namespace fluxweir {

enum class RouteId : std::uint8_t {
  OwnCreate,
  OwnReadRun,
  OwnListRuns,
  OwnTrace,
  FalCreate,
  OpenAiCreate,
  BflCreate,
  BflResult,
  RunflowCreate,
  EvaluationCreate,
  EvaluationRead,
  Hook,
  Models,
  Model,
  OpenApi,
  Media,
  Health,
  Ready,
  Metrics,
  ShowRules,
  ReplaceRules,
  ClearRules,
};

struct Route {
  RouteId id;
  std::string_view method;  // a GET route also answers HEAD
  // "/v1/runs/{id}/trace"; {*} takes slashes too. One pair of braces at most.
  std::string_view pattern;
  const Dialect& (*dialect)();
  bool creates;      // has a JSON body
  bool needs_state;  // has no meaning on a host that keeps none
  std::string_view about;
};
std::span<const Route> routes();

struct RouteMatch {
  const Route* route = nullptr;
  std::string capture;  // what the pattern's braces took, percent-decoded
};

struct Routed {
  const Dialect* dialect = nullptr;  // never null: it also shapes the error
  RouteMatch match;
  std::optional<Error>
      error;  // RouteNotFound, or MethodNotAllowed with the allowed methods in faults[0].allowed
};
// A gateway that does not emulate has no routes for the emulator's rules.
bool is_for_rules(RouteId id);
Routed find_route(std::string_view method, std::string_view path, bool emulates = false);

}  // namespace fluxweir
