// Cloudflare Workers AI through a binding of the worker itself: no key, no address. The host calls
// run(model, input) of the binding that the origin "binding:NAME" names and hands over the picture,
// or what was thrown as {"message"}. Sources: developers.cloudflare.com/workers-ai/models/
// flux-1-schnell (1024x1024 JPEG, no seed), .../workers-ai/platform/errors, read 2026-11-26.
#include <algorithm>

#include "base/text.h"
#include "json/reader.h"
#include "json/writer.h"
#include "providers/registry.h"
#include "providers/replies.h"

namespace fluxweir {
namespace {

using Kind = Setback::Kind;

constexpr Size kOnlySize{1024, 1024};
constexpr Millis kSubmitTime{60'000};

class WorkersAiCodec final : public Codec {
 public:
  std::string_view name() const override { return "workers_ai"; }
  bool answers_at_once() const override { return true; }
  bool takes_hook() const override { return false; }
  void fit(GenerateRequest& request, std::vector<Adjustment>& changes) const override;
  Call submit(const Job& job, const Offer& offer, std::string_view hook) const override;
  Call check(const Ticket& ticket, const Offer& offer) const override;
  Result<Progress, Setback> read(const Reply& reply, Asked asked) const override;
};

void WorkersAiCodec::fit(GenerateRequest& request, std::vector<Adjustment>& changes) const {
  const auto clamp = [&](std::string_view what, std::string from, std::string to) {
    changes.push_back({std::string(what), Adjustment::Action::Clamped, std::move(from),
                       std::move(to), "limit_of_offer"});
  };
  const auto drop = [&](std::string_view what) {
    changes.push_back(
        {std::string(what), Adjustment::Action::Dropped, {}, {}, "not_taken_by_offer"});
  };
  if (request.size != kOnlySize) {
    clamp("image_size", request.image_size, "square_hd");
    request.image_size = "square_hd";
    request.size = kOnlySize;
  }
  if (request.format != Format::Jpeg) {
    clamp("output_format", std::string(format_name(request.format)), "jpeg");
    request.format = Format::Jpeg;
  }
  if (request.seed) drop("seed");
  if (!request.guidance_token.empty()) drop("guidance_scale");
  if (!request.acceleration.empty()) drop("acceleration");
  if (!request.safety_checker) drop("enable_safety_checker");
  drop("safety_tolerance");
}

Call WorkersAiCodec::submit(const Job& job, const Offer& offer, std::string_view) const {
  json::Writer out;
  out.begin_object().member("model", offer.wire_model).key("input").begin_object();
  out.member("prompt", job.final_prompt);
  if (job.request.steps) out.member("steps", *job.request.steps);
  out.end_object().end_object();
  Call call;
  call.method = "POST";
  call.url = offer.origin;
  call.headers = json_headers();
  call.body.emplace_back(out.take());
  call.timeout = kSubmitTime;
  return call;
}

// Never asked for: the picture is the answer.
Call WorkersAiCodec::check(const Ticket&, const Offer&) const { return {}; }

// The platform's own number in "AiError: 3040: ..."; 0 when there is none.
std::int64_t number_in(std::string_view message) {
  while (!message.empty()) {
    const std::size_t colon = std::min(message.find(':'), message.size());
    if (const auto number = to_integer(trim(message.substr(0, colon)))) return *number;
    message = message.substr(std::min(message.size(), colon + 1));
  }
  return 0;
}

std::optional<Setback> read_number(std::int64_t number) {
  const std::string reason = "ai_" + whole_text(number);
  switch (number) {
    case 3036:  // the daily allocation is used up
    case 3023:
    case 3041:
    case 3042:
    case 5007:
    case 5016:
    case 5018:
      return Setback{
          Kind::Refused, reason,
          make_error(ErrorCode::UpstreamRefused,
                     "Workers AI does not let this gateway have the model: its operator must act")};
    case 3040:
      return Setback{
          Kind::Busy, reason,
          make_error(ErrorCode::Unavailable, "Workers AI has no capacity: try again shortly")};
    case 3003:
    case 3006:
    case 5004:
    case 5005:
    case 5006:
      return Setback{Kind::Rejected, reason,
                     make_error(ErrorCode::UpstreamRefused,
                                "Workers AI would not take this request, though it is valid here")};
    case 3030:
      return Setback{Kind::Moderated, reason,
                     make_error(ErrorCode::PromptRefused,
                                "Workers AI refused the prompt for its content: change its words")};
    default:
      return std::nullopt;
  }
}

Result<Progress, Setback> WorkersAiCodec::read(const Reply& reply, Asked asked) const {
  if (reply.status == 200 && reply.blob) return Ready{reply.blob, {}, reply.picture};
  const Result<json::Document> body = json::Document::read(reply.body);
  const auto message = body ? body->root().find("message") : std::nullopt;
  const std::string_view text = message ? message->string().value_or("") : "";
  if (auto known = read_number(number_in(text))) return fail(std::move(*known));
  if (auto wrong = read_status(reply, asked)) return fail(std::move(*wrong));
  return fail(unreadable(asked));
}

}  // namespace

const Codec& workers_ai_codec() {
  static constexpr WorkersAiCodec kCodec{};
  return kCodec;
}

}  // namespace fluxweir
