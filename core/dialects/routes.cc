#include "dialects/routes.h"

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr Route kRoutes[] = {
    {RouteId::OwnCreate, "POST", "/v1/images", own_dialect, true, false,
     "Make pictures; `model` picks the model."},
    {RouteId::OwnReadRun, "GET", "/v1/runs/{id}", own_runs_dialect, false, true,
     "Read a run; `?wait=N` waits for its end."},
    {RouteId::OwnListRuns, "GET", "/v1/runs", own_runs_dialect, false, true,
     "List your runs, newest first."},
    {RouteId::OwnTrace, "GET", "/v1/runs/{id}/trace", own_runs_dialect, false, true,
     "Every attempt of a run: where it went, how it ended, what it took."},
    {RouteId::FalCreate, "POST", "/fal-ai/{*}", fal_dialect, true, false,
     "Make pictures, as fal.run answers."},
    {RouteId::OpenAiCreate, "POST", "/v1/images/generations", openai_dialect, true, false,
     "Make pictures, as OpenAI's Images API answers."},
    {RouteId::BflCreate, "POST", "/v1/flux{id}", bfl_dialect, true, false,
     "Begin to make a picture, as Black Forest Labs' API answers."},
    {RouteId::BflResult, "GET", "/v1/get_result", bfl_dialect, false, true,
     "What has become of it: `?id=` and the id of the create."},
    {RouteId::RunflowCreate, "POST", "/v1/models/{*}/runs", runflow_dialect, true, false,
     "Begin a run, as Runflow's API answers; `Prefer: wait` waits for its end."},
    {RouteId::EvaluationCreate, "POST", "/v1/evaluations", evaluations_dialect, true, false,
     "Have a picture evaluated, as Runflow's API answers."},
    {RouteId::EvaluationRead, "GET", "/v1/evaluations/{id}", evaluations_dialect, false, true,
     "Read an evaluation; `?wait=N` waits for its end."},
    {RouteId::Hook, "POST", "/hooks/{*}", own_dialect, false, true,
     "Where providers say that something has happened, by signed addresses."},
    {RouteId::Models, "GET", "/v1/models", own_dialect, false, false, "List the models."},
    {RouteId::Model, "GET", "/v1/models/{*}", own_dialect, false, false,
     "Read one model: its card, its parameters, its JSON Schema."},
    {RouteId::OpenApi, "GET", "/openapi.json", own_dialect, false, false,
     "This API as an OpenAPI document."},
    {RouteId::Media, "GET", "/media/{*}", own_dialect, false, true,
     "A picture, by its signed URL."},
    {RouteId::Health, "GET", "/healthz", own_dialect, false, false, "Whether the process lives."},
    {RouteId::Ready, "GET", "/readyz", own_dialect, false, false, "Whether it can serve."},
    {RouteId::Metrics, "GET", "/metrics", own_dialect, false, true, "Prometheus text."},
    {RouteId::ShowRules, "GET", "/emulate/rules", own_dialect, false, true,
     "The emulator's rules, and how often each has matched."},
    {RouteId::ReplaceRules, "PUT", "/emulate/rules", own_dialect, false, true,
     "Replace the emulator's rules."},
    {RouteId::ClearRules, "DELETE", "/emulate/rules", own_dialect, false, true,
     "Take the emulator's rules away."},
};

// What the braces of `pattern` take from `path`; nothing when it does not match. The braces take at
// least one byte.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos)
    return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const std::size_t close = pattern.find('}', open);
  const std::string_view before = pattern.substr(0, open);
  const std::string_view after = pattern.substr(close + 1);
  if (path.size() <= before.size() + after.size()) return std::nullopt;
  if (path.substr(0, open) != before || path.substr(path.size() - after.size()) != after)
    return std::nullopt;
  const std::string_view taken = path.substr(open, path.size() - before.size() - after.size());
  const bool takes_all = pattern.substr(open, close - open + 1) == "{*}";
  if (!takes_all && taken.find('/') != std::string_view::npos) return std::nullopt;
  return percent_decode(taken);
}

const Dialect& dialect_of_path(std::string_view path) {
  if (path.substr(0, 8) == "/fal-ai/") return fal_dialect();
  if (path.substr(0, 11) == "/v1/images/") return openai_dialect();
  if (path.substr(0, 8) == "/v1/runs") return own_runs_dialect();
  if (path.substr(0, 15) == "/v1/evaluations") return evaluations_dialect();
  return own_dialect();
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

bool is_for_rules(RouteId id) {
  return id == RouteId::ShowRules || id == RouteId::ReplaceRules || id == RouteId::ClearRules;
}

Routed find_route(std::string_view method, std::string_view path, bool emulates) {
  Routed routed;
  std::string allowed;
  for (const Route& route : kRoutes) {
    if (is_for_rules(route.id) && !emulates) continue;
    std::optional<std::string> capture = match(route.pattern, path);
    if (!capture) continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      return {&route.dialect(), {&route, std::move(*capture)}, {}};
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == "GET") allowed += ", HEAD";
    if (routed.dialect == nullptr) routed = {&route.dialect(), {&route, {}}, {}};
  }
  if (routed.dialect != nullptr) {
    routed.error = Error{ErrorCode::MethodNotAllowed,
                         "This path answers " + allowed + " only",
                         {{"", "method", "", allowed, ""}},
                         {}};
    return routed;
  }
  routed.dialect = &dialect_of_path(path);
  routed.error = make_error(ErrorCode::RouteNotFound,
                            "There is no such path here: GET /openapi.json lists them all");
  return routed;
}

}  // namespace fluxweir
