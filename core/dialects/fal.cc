// fal's synchronous API (fal.run): POST /fal-ai/flux-pro/v1.1-ultra and its siblings. The path
// names the model; the catalogue knows it as an alias. Source: provider-apis 2.1, 2.4, 2.6, read
// 2026-11-25.
#include "dialects/fault_detail.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"

namespace fluxweir {
namespace {

class FalDialect final : public Dialect {
 public:
  std::string_view name() const override { return "fal"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override;
};

Result<Ask> FalDialect::read(const RequestHead& head, const RouteMatch& route,
                             const json::Document* body) const {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  create.params.model = "fal-ai/" + route.capture;
  read_fields(*object, "", {}, {}, create.params);
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  return create;
}

Answer FalDialect::write(const Outcome& outcome, const Presentation& how) const {
  BodyWriter out;
  out.json.begin_object().key("images").begin_array();
  for (const Picture& picture : outcome.pictures) {
    out.json.begin_object().key("url");
    write_media(out, picture, how.media);
    out.json.member("width", picture.size.width).member("height", picture.size.height);
    out.json.member("content_type", content_type(picture.format)).end_object();
  }
  out.json.end_array()
      .key("timings")
      .begin_object()
      .key("inference")
      .decimal(outcome.duration.count)
      .end_object();
  out.json.key("seed").unsigned_integer(outcome.seeds.empty() ? 0 : outcome.seeds.front());
  out.json.key("has_nsfw_concepts").begin_array();
  for (std::size_t i = 0; i < outcome.pictures.size(); ++i) out.json.boolean(false);
  out.json.end_array().member("prompt", outcome.prompt.text);
  write_receipt(out.json, outcome);
  out.json.end_object();
  Headers headers = receipt_headers(outcome);
  add_header(headers, "x-fal-request-id", outcome.run);
  return {200, std::move(headers), out.take()};
}

// The `error_type` of platform errors. Source: provider-apis 2.6.
std::string_view error_type(ErrorCode code) {
  switch (http_status(code)) {
    case 429:
      return "concurrent_requests_limit";
    case 500:
      return "internal_error";
    case 502:
      return "runner_server_error";
    case 503:
      return "runner_scheduling_failure";
    case 504:
      return "request_timeout";
    default:
      return "bad_request";
  }
}

Answer FalDialect::write(const Error& error) const {
  json::Writer out;
  out.begin_object().key("detail");
  Headers headers = error_headers(error);
  if (!write_detail_list(out, error)) {
    out.string(error.message).member("error_type", error_type(error.code));
    add_header(headers, "x-fal-error-type", error_type(error.code));
  }
  out.member("message", error.message).key("fluxweir").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {http_status(error.code), std::move(headers), {out.take()}};
}

}  // namespace

const Dialect& fal_dialect() {
  static constexpr FalDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
