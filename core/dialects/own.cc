// Our own front API: POST /v1/images is flat and takes the same body for every model; GET
// /v1/runs/{id} reads a run. The service routes (models, health, metrics, media, hooks) answer in
// this dialect too.
#include "base/apart.h"
#include "base/text.h"
#include "dialects/list_query.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"
#include "dialects/run_object.h"
#include "dialects/wait.h"

namespace fluxweir {
namespace {

class OwnDialect final : public Dialect {
 public:
  // Below /v1/runs errors also have Runflow's shape, whose clients read runs there.
  constexpr explicit OwnDialect(bool of_runs) : of_runs_(of_runs) {}
  std::string_view name() const override { return "own"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override;

 private:
  bool of_runs_;
};

FLUXWEIR_APART Result<Ask> read_create(const RequestHead& head, const json::Document* body) {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  read_model(*object, create.params);
  constexpr std::string_view kSkip[] = {"model"};
  read_fields(*object, "", {}, kSkip, create.params);
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  Result<AskedWait> wait = read_wait(head);
  if (!wait) return fail(std::move(wait.error()));
  create.wait = wait->time;
  create.preferred = std::move(wait->preferred);
  if (create.wait && asks_sync_mode(create.params)) {
    create.params.faults.push_back(
        {"/sync_mode", "one_of", "boolean",
         "false where the answer may come before the end: nothing of it can be read later",
         "false"});
  }
  return create;
}

// "/hooks/{provider}/{run}/{token}". Of the body only an id counts, and it may be anything.
FLUXWEIR_APART Result<Ask> read_hook(const RouteMatch& route, const json::Document* body) {
  const std::string& path = route.capture;
  const std::size_t first = path.find('/');
  const std::size_t second = first == std::string::npos ? first : path.find('/', first + 1);
  if (second == std::string::npos)
    return fail(make_error(ErrorCode::RouteNotFound, "There is no such hook"));
  Hook hook{path.substr(0, first),
            path.substr(first + 1, second - first - 1),
            path.substr(second + 1),
            {}};
  const auto id = body != nullptr ? body->root().find("id") : std::nullopt;
  if (id) hook.id = id->string().value_or("");
  return hook;
}

Result<Ask> OwnDialect::read(const RequestHead& head, const RouteMatch& route,
                             const json::Document* body) const {
  switch (route.route->id) {
    case RouteId::OwnCreate:
      return read_create(head, body);
    case RouteId::OwnReadRun:
      return read_run(head, route.capture, false);
    case RouteId::OwnListRuns: {
      Result<ListRuns> list = read_list(head);
      if (!list) return fail(std::move(list.error()));
      return std::move(*list);
    }
    case RouteId::OwnTrace:
      return ReadTrace{route.capture};
    case RouteId::Hook:
      return read_hook(route, body);
    case RouteId::Models:
      return ListModels{};
    case RouteId::Model:
      return ReadModel{route.capture};
    case RouteId::OpenApi:
      return ReadOpenApi{};
    case RouteId::Media:
      return ReadMedia{head.path, route.capture};
    case RouteId::Metrics:
      return ReadMetrics{};
    case RouteId::Health:
      return ReadHealth{};
    case RouteId::Ready:
      return ReadReady{};
    case RouteId::ShowRules:
      return EditRules{EditRules::Do::Show};
    case RouteId::ReplaceRules:
      return EditRules{EditRules::Do::Replace};
    case RouteId::ClearRules:
      return EditRules{EditRules::Do::Clear};
    default:
      return fail(make_error(ErrorCode::Bug, "A route without a reader"));
  }
}

Answer OwnDialect::write(const Outcome& outcome, const Presentation& how) const {
  if (how.run_read) return show_run(outcome, how);
  if (!is_final(outcome.state)) {  // the client waited for less than the end
    Answer answer = show_run(outcome, how);
    answer.status = 202;
    add_header(answer.headers, "location", "/v1/runs/" + outcome.run);
    return answer;
  }
  BodyWriter out;
  out.json.begin_object().member("id", outcome.run).member("status", state_name(outcome.state));
  out.json.member("model", outcome.model).member("created_at", iso_time(outcome.created.count));
  out.json.member("completed_at", iso_time(outcome.completed.count));
  write_pictures(out, outcome, how.media);
  write_receipt(out.json, outcome);
  out.json.end_object();
  return {200, receipt_headers(outcome), out.take()};
}

Answer OwnDialect::write(const Error& error) const {
  if (of_runs_) return show_run_error(error);
  json::Writer out;
  out.begin_object().key("error").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {http_status(error.code), error_headers(error), {out.take()}};
}

}  // namespace

const Dialect& own_dialect() {
  static constexpr OwnDialect kDialect{false};
  return kDialect;
}

const Dialect& own_runs_dialect() {
  static constexpr OwnDialect kDialect{true};
  return kDialect;
}

}  // namespace fluxweir
