// Black Forest Labs: submit, then look until the picture is ready, then fetch it within ten
// minutes. Source: provider-apis 3 (api.bfl.ai/openapi.json, docs.bfl.ai), read 2026-11-25.
#include "base/text.h"
#include "image/body_writer.h"
#include "json/reader.h"
#include "providers/registry.h"
#include "providers/replies.h"

namespace fluxweir {
namespace {

using Kind = Setback::Kind;

class BflCodec final : public Codec {
 public:
  std::string_view name() const override { return "bfl"; }
  bool answers_at_once() const override { return false; }
  bool takes_hook() const override { return true; }
  void fit(GenerateRequest& request, std::vector<Adjustment>& changes) const override;
  Call submit(const Job& job, const Offer& offer, std::string_view hook) const override;
  Call check(const Ticket& ticket, const Offer& offer) const override;
  Result<Progress, Setback> read(const Reply& reply, Asked asked) const override;
};

constexpr Millis kSubmitTime{30'000};
constexpr Millis kCheckTime{15'000};
constexpr std::int64_t kCreditMicroUsd = 10'000;  // 1 credit is $0.01
constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kMostCredits = kMillion;

// Guidance of FLUX.1 [dev], in millionths.
constexpr std::int64_t kLeastGuidance = 1'500'000;
constexpr std::int64_t kMostGuidance = 5'000'000;

Credential key_of(const Offer& offer) { return {offer.credential, "x-key", ""}; }

void drop(std::string_view name, std::vector<Adjustment>& changes) {
  changes.push_back({std::string(name), Adjustment::Action::Dropped, {}, {}, "not_taken_by_offer"});
}

void BflCodec::fit(GenerateRequest& request, std::vector<Adjustment>& changes) const {
  if (!request.safety_checker) drop("enable_safety_checker", changes);
  if (!request.acceleration.empty()) drop("acceleration", changes);
  if (request.guidance_token.empty()) return;
  const Result<json::Document> token = json::Document::read(request.guidance_token);
  const auto decimal = token ? token->root().decimal() : std::nullopt;
  const std::int64_t guidance = decimal ? decimal->millionths : 0;
  const bool above = guidance > kMostGuidance || (guidance == kMostGuidance && !decimal->exact);
  if (guidance >= kLeastGuidance && !above) return;
  const std::string nearest = guidance < kLeastGuidance ? "1.5" : "5";
  changes.push_back({"guidance_scale", Adjustment::Action::Clamped, request.guidance_token, nearest,
                     "limit_of_offer"});
  request.guidance_token = nearest;
}

Call BflCodec::submit(const Job& job, const Offer& offer, std::string_view hook) const {
  const GenerateRequest& request = job.request;
  BodyWriter out;
  out.json.begin_object().member("prompt", job.final_prompt);
  if (request.image_size.empty()) {
    out.json.member("aspect_ratio", request.aspect_ratio).member("raw", request.raw);
  } else {
    out.json.member("width", request.size.width).member("height", request.size.height);
    if (request.steps) out.json.member("steps", *request.steps);
    if (!request.guidance_token.empty()) out.json.key("guidance").raw(request.guidance_token);
  }
  // Never both: what is to be enhanced has been enhanced here, where the result can be shown.
  out.json.member("prompt_upsampling", false).key("seed").unsigned_integer(job.seed);
  out.json.member("safety_tolerance", request.safety_tolerance);
  out.json.member("output_format", format_name(request.format));
  if (!hook.empty()) out.json.member("webhook_url", hook);
  if (request.reference && request.reference->blob) {
    out.json.key("image_prompt_strength").raw(request.strength_token).key("image_prompt");
    out.blob("", *request.reference->blob);
  }
  out.json.end_object();
  Call call;
  call.method = "POST";
  call.url = offer.origin + "/v1/" + offer.wire_model;
  call.headers = json_headers();
  add_header(call.headers, "accept", "application/json");
  call.credential = key_of(offer);
  call.body = out.take();
  call.timeout = kSubmitTime;
  return call;
}

Call BflCodec::check(const Ticket& ticket, const Offer& offer) const {
  Call call;
  // Its regional host, when that host is one of the provider's own: the key goes along.
  call.url = may_call(offer, ticket.url)
                 ? ticket.url
                 : offer.origin + "/v1/get_result?id=" + percent_encode(ticket.id);
  call.headers = headers_of({{"accept", "application/json"}});
  call.credential = key_of(offer);
  call.timeout = kCheckTime;
  return call;
}

Setback moderated(std::string_view status, ErrorCode code, std::string_view message) {
  return {Kind::Moderated, std::string(status), make_error(code, message)};
}

MicroUsd read_cost(const json::Value& root) {
  const auto member = root.find("cost");
  const auto credits = member ? member->decimal() : std::nullopt;
  if (!credits || credits->millionths < 0 || credits->millionths > kMostCredits * kMillion) {
    return {};
  }
  return {(credits->millionths * kCreditMicroUsd + kMillion / 2) / kMillion};  // to the nearest
}

std::string text_of(const json::Value& object, std::string_view key) {
  const auto member = object.find(key);
  return std::string(member ? member->string().value_or("") : "");
}

// `duration` in seconds, which BFL's documentation shows and its specification does not type.
std::optional<Millis> read_duration(const json::Value& result) {
  const auto member = result.find("duration");
  const auto seconds = member ? member->decimal() : std::nullopt;
  if (!seconds || seconds->millionths < 0 || seconds->millionths > 3600 * kMillion) {
    return std::nullopt;
  }
  return Millis{seconds->millionths / 1000};
}

Result<Progress, Setback> read_task(const json::Value& root, std::string_view status) {
  if (status == "Ready") {
    const auto result = root.find("result");
    std::string sample =
        result && result->kind() == json::Kind::Object ? text_of(*result, "sample") : std::string();
    if (sample.empty()) return fail(unreadable(Asked::Check));
    return Ready{{}, std::move(sample), {}, read_duration(*result)};
  }
  if (status == "Request Moderated") {
    return fail(moderated("request_moderated", ErrorCode::PromptRefused,
                          "The provider refused the prompt or the reference picture at this "
                          "safety_tolerance: change them"));
  }
  if (status == "Content Moderated") {
    return fail(moderated("content_moderated", ErrorCode::PictureRefused,
                          "The provider made a picture and withheld it at this safety_tolerance: "
                          "change the prompt"));
  }
  if (status == "Error") {
    return fail(
        Setback{Kind::Failed, "task_error",
                make_error(ErrorCode::UpstreamFailed, "The provider failed to make the picture")});
  }
  if (status == "Task not found") {
    return fail(
        Setback{Kind::Gone, "task_not_found",
                make_error(ErrorCode::OutcomeUnknown,
                           "The provider took the request and knows it no more, so whether it has "
                           "made the picture can't be told; it costs you nothing")});
  }
  // Pending, and words that only some mention (Reasoning, Generating).
  return Pending{};
}

Result<Progress, Setback> BflCodec::read(const Reply& reply, Asked asked) const {
  const bool not_found = asked == Asked::Check && reply.status == 404;
  if (!not_found) {
    if (auto setback = read_status(reply, asked)) return fail(std::move(*setback));
  }
  const Result<json::Document> body = json::Document::read(reply.body);
  const bool object = body && body->root().kind() == json::Kind::Object;
  const std::string status = object ? text_of(body->root(), "status") : std::string();
  if (not_found && status != "Task not found") return fail(*read_status(reply, asked));
  if (!object) return fail(unreadable(asked));
  if (asked == Asked::Check) {
    if (status.empty()) return fail(unreadable(asked));
    return read_task(body->root(), status);
  }
  Pending pending{{text_of(body->root(), "id"), text_of(body->root(), "polling_url")},
                  {},
                  read_cost(body->root())};
  if (pending.ticket.id.empty()) return fail(unreadable(asked));
  return pending;
}

}  // namespace

const Codec& bfl_codec() {
  static constexpr BflCodec kCodec{};
  return kCodec;
}

}  // namespace fluxweir
