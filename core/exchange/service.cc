#include "exchange/service.h"

#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dialects/evaluations.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"
#include "exchange/plan.h"
#include "json/writer.h"
#include "params/spec.h"
#include "routing/route.h"

#include <utility>

namespace fluxweir {
namespace {

using json::Writer;

Answer json_answer(Writer& out) { return {200, json_headers(), {out.take()}}; }

// The members that OpenAI's SDK expects of a model, then ours.
void write_summary(Writer& out, const Model& model) {
  out.member("id", model.id).member("object", "model").member("created", 0);
  out.member("owned_by", "fluxweir").member("title", model.title);
  out.member("description", model.description).member("licence", model.licence);
  out.key("price").begin_object().member("micro_usd", model.price.amount);
  out.member("per", model.price.per == Price::Per::Image ? "image" : "megapixel").end_object();
}

void write_parameters(Writer& out, const Model& model) {
  out.key("parameters").begin_array();
  for (const SpecLine& line : spec_lines(model)) {
    out.begin_object().member("name", line.row->name).member("type", type_name(line.row->type));
    out.member("accepts", line.accepts).member("default", line.fallback);
    out.member("description", line.row->about).end_object();
  }
  out.end_array();
}

void write_card(Writer& out, const Model& model) {
  out.key("card").begin_array();
  for (const CardLine& line : model.card) {
    out.begin_object().member("name", line.name).member("value", line.value);
    out.member("source", line.source).member("date", line.date);
    if (!line.note.empty()) out.member("note", line.note);
    out.end_object();
  }
  out.end_array();
}

void write_capabilities(Writer& out, const Model& model) {
  out.key("capabilities").begin_object();
  for (const ParamRow& row : parameters()) out.member(row.name, model.limit(row.id).taken);
  out.end_object();
}

// Any model's flat body, with the model's name in it.
void write_any_model(Writer& out, const Context& context) {
  out.begin_object().key("anyOf").begin_array();
  for (const Model& model : context.catalog.models())
    out.begin_object().member("$ref", "#/components/schemas/" + model.id).end_object();
  out.end_array().end_object();
}

// Null stands for what is not given.
void write_evaluation_schema(Writer& out) {
  out.begin_object().member("type", "object").key("required").begin_array();
  for (const EvaluationField& field : evaluation_fields()) {
    if (field.required) out.string(field.name);
  }
  out.end_array().key("properties").begin_object();
  for (const EvaluationField& field : evaluation_fields()) {
    out.key(field.name).begin_object();
    const std::string_view types[] = {field.type, "null"};
    const bool one = field.required || field.type == "null";
    out.strings("type", std::span(types, one ? 1 : 2));
    if (field.type == "string" && field.longest > 0)
      out.key("maxLength").unsigned_integer(field.longest);
    out.end_object();
  }
  out.end_object().end_object();
}

// A create route's request schema.
void write_create_body(Writer& out, const Route& route, const Context& context) {
  out.key("requestBody").begin_object().member("required", true).key("content").begin_object();
  out.key("application/json").begin_object().key("schema");
  if (route.id == RouteId::RunflowCreate) {
    out.begin_object().member("type", "object");
    out.strings("required", std::array{"input"});
    write_any_model(out.key("properties").begin_object().key("input"), context);
    out.key("metadata").begin_object().strings("type", std::array{"object", "null"});
    out.end_object().key("client_ref").begin_object().member("type", "string");
    out.member("minLength", 1).member("maxLength", 255).end_object().end_object().end_object();
  } else if (route.id == RouteId::EvaluationCreate) {
    write_evaluation_schema(out);
  } else {
    write_any_model(out, context);
  }
  out.end_object().end_object().end_object();
}

// A pattern as OpenAPI writes it: what its braces take has one name.
std::string path_of(std::string_view pattern) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return std::string(pattern);
  return std::string(pattern.substr(0, open)) + "{path}" +
         std::string(pattern.substr(pattern.find('}') + 1));
}

void write_operation(Writer& out, const Route& route, const Context& context) {
  out.begin_object().member("summary", route.about);
  out.strings("tags", std::array{route.dialect().name()});
  if (route.pattern.find('{') != std::string_view::npos) {
    out.key("parameters").begin_array().begin_object().member("name", "path").member("in", "path");
    out.member("required", true).key("schema").begin_object().member("type", "string").end_object();
    out.end_object().end_array();
  }
  if (route.creates) write_create_body(out, route, context);
  out.key("responses").begin_object();
  out.key("200").begin_object().member("description", "OK").end_object();
  out.key("default").begin_object().member("description", "An error in the dialect's shape");
  out.end_object().end_object().end_object();
}

// Each path once, in the order of the table, with all of its methods.
void write_paths(Writer& out, const Context& context) {
  std::vector<std::pair<std::string, std::vector<const Route*>>> paths;
  for (const Route& route : routes()) {
    if (is_for_rules(route.id) && !context.rehearsal) continue;
    std::string path = path_of(route.pattern);
    auto at = paths.begin();
    while (at != paths.end() && at->first != path) ++at;
    if (at == paths.end()) at = paths.insert(at, {std::move(path), {}});
    at->second.push_back(&route);
  }
  out.key("paths").begin_object();
  for (const auto& [path, methods] : paths) {
    out.key(path).begin_object();
    for (const Route* route : methods)
      write_operation(out.key(to_lower(route->method)), *route, context);
    out.end_object();
  }
  out.end_object();
}

}  // namespace

Answer list_models(const Context& context) {
  Writer out;
  out.begin_object().member("object", "list").key("data").begin_array();
  for (const Model& model : context.catalog.models()) {
    write_summary(out.begin_object(), model);
    out.end_object();
  }
  out.end_array().end_object();
  return json_answer(out);
}

Result<Answer> show_model(const Context& context, std::string_view name) {
  const Model* model = context.catalog.find(name);
  if (model == nullptr) {
    return fail(make_error(ErrorCode::ModelNotFound,
                           "There is no such model here: GET /v1/models lists them"));
  }
  Writer out;
  write_summary(out.begin_object(), *model);
  out.member("family", model->family);
  out.member("licence_must_be_accepted", model->licence_must_be_accepted);
  out.strings("aliases", model->aliases);
  out.strings("offers", rank_offers(context.settings.offers, model->id));
  write_capabilities(out, *model);
  write_parameters(out, *model);
  write_schema(out.key("schema"), *model);
  write_card(out, *model);
  out.end_object();
  return json_answer(out);
}

Answer show_openapi(const Context& context) {
  Writer out;
  out.begin_object().member("openapi", "3.1.0").key("info").begin_object();
  out.member("title", "fluxweir").member("version", "1");
  out.member("description",
             "A gateway for the FLUX image models. Not affiliated with Black Forest Labs or "
             "Runflow.");
  out.end_object();
  write_paths(out, context);
  out.key("components").begin_object().key("schemas").begin_object();
  for (const Model& model : context.catalog.models())
    write_schema(out.key(model.id), model, Among::Models);
  out.end_object().end_object().end_object();
  return json_answer(out);
}

Answer show_health() { return {200, json_headers(), {R"({"status":"ok"})"}}; }

Answer show_readiness(const Context& context, const Load& load) {
  if (load.draining) {
    return own_dialect().write(make_error(ErrorCode::Unavailable, "The gateway is about to end"));
  }
  if (!context.settings.offers.empty()) return {200, json_headers(), {R"({"status":"ready"})"}};
  return own_dialect().write(make_error(
      ErrorCode::NoProvider,
      "no_provider: configure one in the settings, or start with --renderer to serve painted "
      "pictures off loopback"));
}

namespace {

// The JSON of a call. A picture inside it stands as its length; one behind it is left out.
std::string shown_body(const Body& body) {
  std::string text, picture;
  for (const BodyPart& part : body) {
    if (const auto* blob = std::get_if<BlobRef>(&part)) {
      picture = "(" + whole_text(blob->bytes) + " bytes)";
      continue;
    }
    text += std::exchange(picture, {}) + std::get<std::string>(part);
  }
  return text.empty() ? "null" : text;
}

}  // namespace

Answer show_plan(const Plan& plan) {
  const Outcome& outcome = plan.spec.outcome;
  json::Writer out;
  out.begin_object()
      .member("dry_run", true)
      .member("model", outcome.model)
      .member("offer", outcome.offer);
  out.key("size")
      .begin_object()
      .member("width", outcome.size.width)
      .member("height", outcome.size.height)
      .end_object();
  out.member("aspect_ratio", plan.spec.request.aspect_ratio);
  out.key("quote").begin_object().member("images", plan.spec.request.num_images);
  out.member("list_micro_usd", outcome.list).member("cost_micro_usd", plan.quote);
  out.member("operator_worst_micro_usd", plan.worst).end_object();
  out.key("upstream")
      .begin_object()
      .member("method", plan.call.method)
      .member("url", plan.call.url);
  out.key("body").raw(shown_body(plan.call.body));
  out.key("body_bytes").unsigned_integer(body_length(plan.call.body)).end_object();
  write_receipt(out, outcome);
  out.end_object();
  return {200, receipt_headers(outcome), {out.take()}};
}

namespace {

void write_ms(json::Writer& out, std::string_view key, const std::optional<Millis>& time) {
  out.key(key);
  time ? out.integer(time->count) : out.null();
}

}  // namespace

Answer show_trace(const Outcome& outcome) {
  json::Writer out;
  out.begin_object().member("run", outcome.run).member("status", state_name(outcome.state));
  out.member("model", outcome.model).member("created_at", iso_time(outcome.created.count));
  out.member("duration_ms", outcome.duration.count).member("cost_micro_usd", outcome.cost);
  out.member("possible_waste_micro_usd", outcome.waste).key("attempts").begin_array();
  for (const Attempt& attempt : outcome.trace) {
    out.begin_object().member("image", attempt.image).member("offer", attempt.offer);
    out.member("end", attempt.end).member("reason", attempt.reason);
    out.member("http_status", attempt.status).member("provider_id", attempt.provider_id);
    out.member("upstream_calls", attempt.calls).member("begun_ms", attempt.begun.count);
    write_ms(out, "accepted_ms", attempt.accepted);
    write_ms(out, "ready_ms", attempt.ready);
    write_ms(out, "ended_ms", attempt.ended);
    out.member("provider_micro_usd", attempt.provider_cost).end_object();
  }
  out.end_array().key("quality").begin_array();
  for (const Picture& picture : outcome.pictures) {
    const Inspection& seen = picture.inspection;
    if (!seen.wanted()) continue;
    out.begin_object().member("image", picture.index);
    write_inspection(out, seen);
    if (seen.scored()) out.key("report").raw(seen.report);
    write_judgement(out, picture.judgement);
    out.end_object();
  }
  out.end_array().end_object();
  return {200, json_headers(), {out.take()}};
}

}  // namespace fluxweir
