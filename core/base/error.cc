#include "base/error.h"

namespace fluxweir {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  int status;
  Blame blame;
};

constexpr Row kRows[] = {
    {ErrorCode::InvalidJson, "invalid_json", 400, Blame::Caller},
    {ErrorCode::InvalidRequest, "invalid_request", 400, Blame::Caller},
    {ErrorCode::InvalidParameter, "invalid_parameter", 422, Blame::Caller},
    {ErrorCode::UnsupportedMediaType, "unsupported_media_type", 415, Blame::Caller},
    {ErrorCode::BodyTooLarge, "body_too_large", 413, Blame::Caller},
    {ErrorCode::HeadTooLarge, "head_too_large", 431, Blame::Caller},
    {ErrorCode::Unauthorized, "unauthorized", 401, Blame::Caller},
    {ErrorCode::ForbiddenOrigin, "forbidden_origin", 403, Blame::Caller},
    {ErrorCode::Forbidden, "forbidden", 403, Blame::Caller},
    {ErrorCode::LicenceNotAccepted, "licence_not_accepted", 403, Blame::Policy},
    {ErrorCode::RouteNotFound, "route_not_found", 404, Blame::Caller},
    {ErrorCode::MethodNotAllowed, "method_not_allowed", 405, Blame::Caller},
    {ErrorCode::ModelNotFound, "model_not_found", 404, Blame::Caller},
    {ErrorCode::RunNotFound, "run_not_found", 404, Blame::Caller},
    {ErrorCode::MediaNotFound, "media_not_found", 404, Blame::Caller},
    {ErrorCode::MediaExpired, "media_expired", 410, Blame::Caller},
    {ErrorCode::Conflict, "conflict", 409, Blame::Caller},
    {ErrorCode::PromptRefused, "prompt_refused", 422, Blame::Policy},
    {ErrorCode::PictureRefused, "picture_refused", 422, Blame::Policy},
    {ErrorCode::BudgetExceeded, "budget_exceeded", 402, Blame::Caller},
    {ErrorCode::RateLimited, "rate_limited", 429, Blame::Caller},
    {ErrorCode::TooManyRuns, "too_many_runs", 429, Blame::Us},
    {ErrorCode::StateNotAvailable, "state_not_available", 501, Blame::Us},
    {ErrorCode::NoProvider, "no_provider", 503, Blame::Us},
    {ErrorCode::UpstreamRefused, "upstream_refused", 502, Blame::Upstream},
    {ErrorCode::UpstreamFailed, "upstream_failed", 502, Blame::Upstream},
    {ErrorCode::UpstreamTimeout, "upstream_timeout", 504, Blame::Upstream},
    {ErrorCode::OutcomeUnknown, "outcome_unknown", 502, Blame::Upstream},
    {ErrorCode::Cancelled, "cancelled", 409, Blame::Caller},
    {ErrorCode::Unavailable, "unavailable", 503, Blame::Us},
    {ErrorCode::Bug, "internal_error", 500, Blame::Us},
};

const Row& row(ErrorCode code) { return kRows[static_cast<std::size_t>(code)]; }

constexpr bool in_order() {
  std::size_t at = 0;
  for (const Row& r : kRows) {
    if (static_cast<std::size_t>(r.code) != at++) return false;
  }
  return at == static_cast<std::size_t>(ErrorCode::Bug) + 1;
}
static_assert(in_order(), "one row per code, in the enum's order");

}  // namespace

Error make_error(ErrorCode code, std::string_view message) {
  return {code, std::string(message), {}, {}};
}

std::string_view wire_name(ErrorCode code) { return row(code).name; }
int http_status(ErrorCode code) { return row(code).status; }
Blame blame(ErrorCode code) { return row(code).blame; }

std::string_view blame_name(Blame blame) {
  constexpr std::string_view kNames[] = {"caller", "policy", "upstream", "us"};
  return kNames[static_cast<std::size_t>(blame)];
}

std::optional<ErrorCode> find_error_code(std::string_view name) {
  for (const Row& r : kRows) {
    if (r.name == name) return r.code;
  }
  return std::nullopt;
}

}  // namespace fluxweir
