// Black Forest Labs' API: POST /v1/flux-pro-1.1-ultra and its siblings begin a task, GET
// /v1/get_result reads it; moderation is one of a task's states, not an error. The path names the
// model; the catalogue knows it as an alias. `num_images` and our other parameters may be sent
// beside BFL's own. Source: provider-apis 3.1 to 3.4, read 2026-11-25.
#include "dialects/fault_detail.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"

namespace fluxweir {
namespace {

class BflDialect final : public Dialect {
 public:
  std::string_view name() const override { return "bfl"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override;
};

constexpr Rename kRenames[] = {{"image_prompt", Param::ImageUrl},
                               {"prompt_upsampling", Param::EnhancePrompt},
                               {"steps", Param::NumInferenceSteps},
                               {"guidance", Param::GuidanceScale}};

// What this gateway does not do is said, not dropped.
void refuse_members(const json::Value& object, RawParams& params) {
  for (const std::string_view key : {"webhook_url", "webhook_secret"}) {
    const auto member = object.find(key);
    if (!member || member->kind() == json::Kind::Null) continue;
    params.faults.push_back({json::pointer("", key), "one_of", std::string(member->type()),
                             "left out: webhooks are not delivered; poll the polling_url", "null"});
  }
  if (asks_sync_mode(params)) {
    params.faults.push_back({"/sync_mode", "one_of", "boolean",
                             "false: the result is fetched later, and sync_mode keeps nothing",
                             "false"});
  }
}

Result<Ask> read_task(const RequestHead& head) {
  auto id = find_query(head.query, "id");
  if (id && !id->empty()) return ReadRun{std::move(*id), {}, {}};
  return fail(
      make_error(ErrorCode::InvalidRequest, "Write ?id= and the id of the create's answer"));
}

Result<Ask> BflDialect::read(const RequestHead& head, const RouteMatch& route,
                             const json::Document* body) const {
  if (route.route->id == RouteId::BflResult) return read_task(head);
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  create.params.model = "flux" + route.capture;
  create.min_tolerance = 0;
  create.shows_run = true;
  create.wait = Millis{0};
  constexpr std::string_view kSkip[] = {"width", "height", "webhook_url", "webhook_secret"};
  read_fields(*object, "", kRenames, kSkip, create.params);
  read_sides(*object, "", create.params);
  refuse_members(*object, create.params);
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  return create;
}

std::string_view task_status(const Outcome& outcome) {
  switch (outcome.state) {
    case RunState::Queued:
    case RunState::Running:
      return "Pending";
    case RunState::Succeeded:
    case RunState::PartialSucceeded:
      return "Ready";
    default:
      break;
  }
  const ErrorCode code =
      outcome.failures.empty() ? ErrorCode::Cancelled : outcome.failures.front().error.code;
  if (code == ErrorCode::PromptRefused) return "Request Moderated";
  if (code == ErrorCode::PictureRefused) return "Content Moderated";
  return "Error";
}

// A credit is a cent; megapixels are of all pictures. Both in thousandths.
Answer show_created(const Outcome& outcome, const Presentation& how) {
  const MicroUsd price = outcome.demo ? MicroUsd{} : outcome.list;
  const auto pictures = static_cast<std::int64_t>(outcome.seeds.size());
  json::Writer out;
  out.begin_object().member("id", outcome.run);
  out.member("polling_url", how.base_url + "/v1/get_result?id=" + outcome.run);
  out.key("cost").decimal(price.count / 10);
  out.key("input_mp").integer(0).key("output_mp").decimal(outcome.size.pixels() * pictures / 1000);
  write_receipt(out, outcome);
  out.end_object();
  return {200, receipt_headers(outcome), {out.take()}};
}

void write_result(BodyWriter& out, const Outcome& outcome, MediaStyle media) {
  if (outcome.pictures.empty()) {
    out.json.null();
    return;
  }
  const Picture& first = outcome.pictures.front();
  out.json.begin_object().key("sample");
  write_media(out, first, media);
  out.json.member("prompt", outcome.prompt.text).key("seed").unsigned_integer(first.seed);
  const UnixMillis begun = outcome.started.count != 0 ? outcome.started : outcome.created;
  out.json.key("start_time").decimal(begun.count).key("end_time").decimal(outcome.completed.count);
  out.json.key("duration").decimal(outcome.duration.count);
  if (outcome.pictures.size() > 1) {
    out.json.key("samples").begin_array();
    for (const Picture& picture : outcome.pictures) write_media(out, picture, media);
    out.json.end_array();
  }
  out.json.end_object();
}

Answer BflDialect::write(const Outcome& outcome, const Presentation& how) const {
  if (!how.run_read) return show_created(outcome, how);
  BodyWriter out;
  out.json.begin_object().member("id", outcome.run).member("status", task_status(outcome));
  out.json.key("progress").null().key("details");
  if (is_final(outcome.state) && outcome.pictures.empty() && !outcome.failures.empty()) {
    const Error& error = outcome.failures.front().error;
    out.json.begin_object().member("code", wire_name(error.code));
    out.json.member("message", error.message).end_object();
  } else {
    out.json.null();
  }
  out.json.key("preview").null().key("result");
  write_result(out, outcome, how.media);
  write_receipt(out.json, outcome);
  out.json.end_object();
  return {200, receipt_headers(outcome), out.take()};
}

Answer BflDialect::write(const Error& error) const {
  json::Writer out;
  out.begin_object();
  if (error.code == ErrorCode::RunNotFound) {
    const std::string_view id =
        error.faults.empty() ? std::string_view{} : std::string_view(error.faults.front().allowed);
    out.member("id", id).member("status", "Task not found");
    out.key("progress").null().key("details").null().key("preview").null().key("result").null();
  } else {
    out.key("detail");
    if (!write_detail_list(out, error)) out.string(error.message);
  }
  out.key("fluxweir").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {http_status(error.code), error_headers(error), {out.take()}};
}

}  // namespace

const Dialect& bfl_dialect() {
  static constexpr BflDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
