// fal's synchronous API (fal.run): POST /fal-ai/flux-pro/v1.1-ultra and its siblings. The path
// names the model; the catalogue knows it as an alias. Source: provider-apis 2.1, 2.4, 2.6, read
// 2026-11-25.
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
  headers.push_back({"x-fal-request-id", outcome.run});
  return {200, std::move(headers), out.take()};
}

// fal's `type` for one of our rules; FastAPI's names.
std::string fault_type(const Fault& fault) {
  if (fault.rule == "missing") return "missing";
  if (fault.rule == "minimum") return "greater_than_equal";
  if (fault.rule == "maximum") return "less_than_equal";
  if (fault.rule == "one_of") return "enum";
  if (fault.rule == "too_short") return "string_too_short";
  if (fault.rule == "too_long") return "string_too_long";
  if (fault.rule == "unreachable") return "file_download_error";
  if (fault.rule == "type") return "type_error";
  return "value_error";
}

// "/image_size/width" -> "body", "image_size", "width": every part a string.
void write_location(json::Writer& out, std::string_view path) {
  out.key("loc").begin_array().string("body");
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = path.find('/');
    out.string(json::unescape(path.substr(0, end)));
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
  }
  out.end_array();
}

void write_fault(json::Writer& out, const Fault& fault) {
  out.begin_object();
  write_location(out, fault.path);
  out.member("msg", "Input should be " + fault.allowed).member("type", fault_type(fault));
  const bool bound = fault.rule == "minimum" || fault.rule == "maximum";
  if (bound && !fault.nearest.empty()) {
    out.key("ctx")
        .begin_object()
        .key(fault.rule == "minimum" ? "ge" : "le")
        .raw(fault.nearest)
        .end_object();
  }
  out.end_object();
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
  const bool refused =
      error.code == ErrorCode::PromptRefused || error.code == ErrorCode::PictureRefused;
  if (error.code == ErrorCode::InvalidParameter && !error.faults.empty()) {
    out.begin_array();
    for (const Fault& fault : error.faults) write_fault(out, fault);
    out.end_array();
  } else if (refused) {
    out.begin_array().begin_object();
    write_location(out, "/prompt");
    out.member("msg", error.message)
        .member("type", "content_policy_violation")
        .end_object()
        .end_array();
  } else {
    out.string(error.message).member("error_type", error_type(error.code));
    headers.push_back({"x-fal-error-type", std::string(error_type(error.code))});
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
