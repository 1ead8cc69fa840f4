#include "exchange/service.h"

#include "base/text.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"
#include "exchange/plan.h"
#include "json/tree.h"
#include "params/spec.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

using json::Tree;

const Headers kJson = {{"content-type", "application/json"}};

Answer tree_answer(const Tree& tree) { return {200, kJson, {json::dump_tree(tree)}}; }

Tree price_tree(const Price& price) {
  return {{"micro_usd", price.amount.count},
          {"per", price.per == Price::Per::Image ? "image" : "megapixel"}};
}

// The members that OpenAI's SDK expects of a model, then ours.
Tree summary(const Model& model) {
  return {{"id", model.id},
          {"object", "model"},
          {"created", 0},
          {"owned_by", "fluxweir"},
          {"title", model.title},
          {"description", model.description},
          {"licence", model.licence},
          {"price", price_tree(model.price)}};
}

Tree parameter_list(const Model& model) {
  Tree list = Tree::array();
  for (const SpecLine& line : spec_lines(model)) {
    list.push_back({{"name", std::string(line.row->name)},
                    {"type", std::string(type_name(line.row->type))},
                    {"accepts", line.accepts},
                    {"default", line.fallback},
                    {"description", std::string(line.row->about)}});
  }
  return list;
}

Tree card_list(const Model& model) {
  Tree list = Tree::array();
  for (const CardLine& line : model.card) {
    Tree row = {
        {"name", line.name}, {"value", line.value}, {"source", line.source}, {"date", line.date}};
    if (!line.note.empty()) row["note"] = line.note;
    list.push_back(std::move(row));
  }
  return list;
}

Tree capabilities(const Model& model) {
  Tree map = Tree::object();
  for (const ParamRow& row : parameters()) map[std::string(row.name)] = model.limit(row.id).taken;
  return map;
}

// A create route's request schema: the body is the flat one of the first model, with the model's
// name beside it.
Tree create_body(const Route& route, const Context& context) {
  Tree any = Tree::array();
  for (const Model& model : context.catalog.models())
    any.push_back({{"$ref", "#/components/schemas/" + model.id}});
  Tree schema = {{"anyOf", any}};
  if (route.id == RouteId::RunflowCreate) {
    const Tree metadata = {{"type", Tree::array({"object", "null"})}};
    const Tree ref = {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}};
    schema = {{"type", "object"},
              {"required", Tree::array({"input"})},
              {"properties", {{"input", schema}, {"metadata", metadata}, {"client_ref", ref}}}};
  }
  return {{"required", true}, {"content", {{"application/json", {{"schema", schema}}}}}};
}

// A pattern as OpenAPI writes it: what its braces take has one name.
std::string path_of(std::string_view pattern) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return std::string(pattern);
  return std::string(pattern.substr(0, open)) + "{path}" +
         std::string(pattern.substr(pattern.find('}') + 1));
}

Tree operation(const Route& route, const Context& context) {
  Tree entry = {{"summary", std::string(route.about)},
                {"tags", Tree::array({std::string(route.dialect().name())})}};
  if (const std::size_t brace = route.pattern.find('{'); brace != std::string_view::npos) {
    Tree parameter = {
        {"name", "path"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}};
    entry["parameters"] = Tree::array({parameter});
  }
  if (route.creates) entry["requestBody"] = create_body(route, context);
  entry["responses"] = {{"200", {{"description", "OK"}}},
                        {"default", {{"description", "An error in the dialect's shape"}}}};
  return entry;
}

}  // namespace

Answer list_models(const Context& context) {
  Tree data = Tree::array();
  for (const Model& model : context.catalog.models()) data.push_back(summary(model));
  return tree_answer({{"object", "list"}, {"data", std::move(data)}});
}

Result<Answer> show_model(const Context& context, std::string_view name) {
  const Model* model = context.catalog.find(name);
  if (model == nullptr) {
    return fail({ErrorCode::ModelNotFound,
                 "There is no such model here: GET /v1/models lists them",
                 {},
                 {}});
  }
  Tree tree = summary(*model);
  tree["family"] = model->family;
  tree["licence_must_be_accepted"] = model->licence_must_be_accepted;
  tree["aliases"] = model->aliases;
  tree["offers"] = rank_offers(context.settings.offers, model->id);
  tree["capabilities"] = capabilities(*model);
  tree["parameters"] = parameter_list(*model);
  tree["schema"] = json_schema(*model);
  tree["card"] = card_list(*model);
  return tree_answer(tree);
}

Answer show_openapi(const Context& context) {
  Tree paths = Tree::object();
  for (const Route& route : routes()) {
    if (is_for_rules(route.id) && !context.rehearsal) continue;
    paths[path_of(route.pattern)][to_lower(route.method)] = operation(route, context);
  }
  Tree schemas = Tree::object();
  for (const Model& model : context.catalog.models()) {
    Tree schema = json_schema(model);
    schema["properties"]["model"] = {{"type", "string"},
                                     {"description", "The model's id or one of its aliases."}};
    schemas[model.id] = std::move(schema);
  }
  const Tree info = {
      {"title", "fluxweir"},
      {"version", "1"},
      {"description",
       "A gateway for the FLUX image models. Not affiliated with Black Forest Labs or Runflow."}};
  return tree_answer({{"openapi", "3.1.0"},
                      {"info", info},
                      {"paths", paths},
                      {"components", {{"schemas", schemas}}}});
}

Answer show_health() { return {200, kJson, {R"({"status":"ok"})"}}; }

Answer show_readiness(const Context& context, const Load& load) {
  if (load.draining) {
    return own_dialect().write(
        Error{ErrorCode::Unavailable, "The gateway is about to end", {}, {}});
  }
  if (!context.settings.offers.empty()) return {200, kJson, {R"({"status":"ready"})"}};
  return own_dialect().write(
      Error{ErrorCode::NoProvider,
            "no_provider: configure one in the settings, or start with --renderer to serve painted "
            "pictures off loopback",
            {},
            {}});
}

namespace {

// A call's JSON as it would leave. A picture within it leaves its length only; one that travels
// beside the JSON is not shown.
std::string body_text(const Body& body) {
  std::string text;
  for (const BodyPart& part : body) {
    const auto* blob = std::get_if<BlobRef>(&part);
    if (blob == nullptr) {
      text += std::get<std::string>(part);
    } else if (blob->as == BlobRef::As::Base64) {
      text += "(a picture: " + std::to_string(blob->bytes) + " bytes)";
    }
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
  out.member("list_micro_usd", outcome.list).member("cost_micro_usd", plan.quote).end_object();
  out.key("upstream")
      .begin_object()
      .member("method", plan.call.method)
      .member("url", plan.call.url);
  out.key("body").raw(body_text(plan.call.body));
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
  out.end_array().end_object();
  return {200, kJson, {out.take()}};
}

}  // namespace fluxweir
