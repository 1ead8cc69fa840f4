// The built-in painter as a provider with HTTP's shape: the host sends "renderer:" calls to its
// worker pool. It answers with a picture at once, or with BFL's words for a refused prompt.
#include "json/reader.h"
#include "json/writer.h"
#include "providers/registry.h"

namespace fluxweir {
namespace {

class RendererCodec final : public Codec {
 public:
  std::string_view name() const override { return "renderer"; }
  bool answers_at_once() const override { return true; }
  bool takes_hook() const override { return false; }
  void fit(GenerateRequest&, std::vector<Adjustment>&) const override {}
  Call submit(const Job& job, const Offer& offer, std::string_view hook) const override;
  Call check(const Ticket& ticket, const Offer& offer) const override;
  Result<Progress, Setback> read(const Reply& reply, Asked asked) const override;
};

Call RendererCodec::submit(const Job& job, const Offer& offer, std::string_view) const {
  const GenerateRequest& request = job.request;
  json::Writer writer;
  writer.begin_object()
      .member("prompt", job.final_prompt)
      .key("seed")
      .unsigned_integer(job.seed)
      .member("width", request.size.width)
      .member("height", request.size.height)
      .member("raw", request.raw)
      .member("output_format", format_name(request.format))
      .member("safety_tolerance", request.safety_tolerance)
      .member("strength_thousandths", request.strength_thousandths)
      .member("mark", offer.mark)
      .end_object();
  Call call;
  call.method = "POST";
  call.url = "renderer:paint";
  call.headers = json_headers();
  call.body.emplace_back(writer.take());
  if (request.reference && request.reference->blob)
    call.body.emplace_back(*request.reference->blob);
  return call;
}

// Never asked for: the painter answers a submit with the picture.
Call RendererCodec::check(const Ticket&, const Offer&) const { return {}; }

Result<Progress, Setback> RendererCodec::read(const Reply& reply, Asked) const {
  using Kind = Setback::Kind;
  if (reply.status == 200 && reply.blob) return Ready{reply.blob, {}, reply.picture};
  const Result<json::Document> body = json::Document::read(reply.body);
  const auto status = body ? body->root().find("status") : std::nullopt;
  if (reply.status == 200 && status && status->string() == "Request Moderated") {
    return fail(
        Setback{Kind::Moderated, "request_moderated",
                make_error(ErrorCode::PromptRefused,
                           "The prompt was refused at this safety_tolerance: change its words")});
  }
  if (reply.status == 422) {
    return fail(
        Setback{Kind::Rejected,
                "reference_unreadable",
                {ErrorCode::InvalidParameter,
                 "The reference picture could not be read: send a whole JPEG, PNG or WebP",
                 {{"/image_url", "format", "string", "a whole JPEG, PNG or WebP picture", {}}},
                 {}}});
  }
  return fail(Setback{Kind::Failed, "renderer_failed",
                      make_error(ErrorCode::UpstreamFailed, "The renderer failed")});
}

}  // namespace

const Codec& renderer_codec() {
  static constexpr RendererCodec kCodec{};
  return kCodec;
}

}  // namespace fluxweir
