// Our own front API: POST /v1/images is flat and takes the same body for every model; GET
// /v1/runs/{id} reads a run. The service routes (models, health, metrics, media) answer in this
// dialect too.
#include "base/text.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"

namespace fluxweir {
namespace {

class OwnDialect final : public Dialect {
 public:
  std::string_view name() const override { return "own"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override;
};

Result<Ask> read_create(const RequestHead& head, const json::Document* body) {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  read_model(*object, create.params);
  constexpr std::string_view kSkip[] = {"model"};
  read_fields(*object, "", {}, kSkip, create.params);
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  return create;
}

Result<Ask> OwnDialect::read(const RequestHead& head, const RouteMatch& route,
                             const json::Document* body) const {
  switch (route.route->id) {
    case RouteId::OwnCreate:
      return read_create(head, body);
    case RouteId::OwnReadRun:
      return ReadRun{route.capture};
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
      return fail({ErrorCode::Bug, "A route without a reader", {}, {}});
  }
}

void write_pictures(BodyWriter& out, const Outcome& outcome, MediaStyle style) {
  out.json.key("images").begin_array();
  for (const Picture& picture : outcome.pictures) {
    out.json.begin_object().member("index", picture.index).key("url");
    write_media(out, picture, style);
    out.json.member("width", picture.size.width).member("height", picture.size.height);
    out.json.member("content_type", content_type(picture.format))
        .key("bytes")
        .unsigned_integer(picture.blob.bytes);
    out.json.key("seed").unsigned_integer(picture.seed).end_object();
  }
  out.json.end_array().key("errors").begin_array();
  for (const JobFailure& failure : outcome.failures) {
    out.json.begin_object().member("index", failure.index);
    write_error_members(out.json, failure.error);
    out.json.end_object();
  }
  out.json.end_array();
}

Answer OwnDialect::write(const Outcome& outcome, const Presentation& how) const {
  BodyWriter out;
  out.json.begin_object().member("id", outcome.run).member("status", state_name(outcome.state));
  out.json.member("model", outcome.model).member("created_at", iso_time(outcome.created.count));
  out.json.key("completed_at");
  if (is_final(outcome.state)) {
    out.json.string(iso_time(outcome.completed.count));
  } else {
    out.json.null();
  }
  write_pictures(out, outcome, how.media);
  write_receipt(out.json, outcome);
  out.json.end_object();
  return {200, receipt_headers(outcome), out.take()};
}

Answer OwnDialect::write(const Error& error) const {
  json::Writer out;
  out.begin_object().key("error").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {http_status(error.code), error_headers(error), {out.take()}};
}

}  // namespace

const Dialect& own_dialect() {
  static constexpr OwnDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
