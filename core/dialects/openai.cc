// OpenAI's Images API: POST /v1/images/generations. `n`, `size` and `response_format` are its
// spellings; every parameter of ours may be sent beside them. Base64 is the default, as its current
// models answer. Source: provider-apis 5, read 2026-11-25.
#include "base/text.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"

namespace fluxweir {
namespace {

class OpenAiDialect final : public Dialect {
 public:
  std::string_view name() const override { return "openai"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override;
};

constexpr Rename kRenames[] = {{"n", Param::NumImages}, {"size", Param::ImageSize}};

void read_own_fields(const json::Value& object, Create& create) {
  create.media = MediaStyle::Base64;
  const auto complain = [&](const json::Value& value, std::string path, std::string allowed) {
    create.params.faults.push_back(
        {std::move(path), "one_of", std::string(value.type()), std::move(allowed), {}});
  };
  const auto format = object.find("response_format");
  if (format && format->kind() != json::Kind::Null) {
    if (format->string() == "url") {
      create.media = MediaStyle::Url;
    } else if (format->string() != "b64_json") {
      complain(*format, "/response_format", "url or b64_json");
    }
  }
  const auto stream = object.find("stream");
  if (stream && stream->kind() != json::Kind::Null && stream->boolean() != false) {
    complain(*stream, "/stream", "false: answers come in one piece");
  }
}

Result<Ask> OpenAiDialect::read(const RequestHead& head, const RouteMatch&,
                                const json::Document* body) const {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Create create;
  read_model(*object, create.params);
  read_own_fields(*object, create);
  constexpr std::string_view kSkip[] = {"model", "response_format", "stream"};
  read_fields(*object, "", kRenames, kSkip, create.params);
  // "auto" is the default spelled out, not a size.
  auto& fields = create.params.fields;
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    if (field->id == Param::ImageSize && field->value.string() == "auto") {
      fields.erase(field);
      break;
    }
  }
  if (auto error = read_flags(head, create)) return fail(std::move(*error));
  return create;
}

Answer OpenAiDialect::write(const Outcome& outcome, const Presentation& how) const {
  BodyWriter out;
  out.json.begin_object().member("created", outcome.created.count / 1000).key("data").begin_array();
  for (const Picture& picture : outcome.pictures) {
    // `url` may hold a data URI; b64_json holds bare base64.
    out.json.begin_object().key(how.media == MediaStyle::Base64 ? "b64_json" : "url");
    write_media(out, picture, how.media);
    out.json.member("revised_prompt", outcome.prompt.text).end_object();
  }
  out.json.end_array().member("output_format", format_name(outcome.format));
  out.json.member("size", whole_text(outcome.size.width) + "x" + whole_text(outcome.size.height));
  write_receipt(out.json, outcome);
  out.json.end_object();
  return {200, receipt_headers(outcome), out.take()};
}

// OpenAI has no 422: what the caller got wrong is a 400.
int openai_status(ErrorCode code) {
  const int status = http_status(code);
  return status == 422 ? 400 : status;
}

struct Labels {
  std::string_view type;
  std::string_view code;
};

Labels labels(const Error& error) {
  switch (error.code) {
    case ErrorCode::InvalidParameter:
      return {"invalid_request_error", "invalid_value"};
    case ErrorCode::ModelNotFound:
      return {"invalid_request_error", "model_not_found"};
    case ErrorCode::Unauthorized:
      return {"invalid_request_error", "invalid_api_key"};
    case ErrorCode::PromptRefused:
    case ErrorCode::PictureRefused:
      return {"image_generation_user_error", "moderation_blocked"};
    case ErrorCode::RateLimited:
    case ErrorCode::TooManyRuns:
      return {"requests", "rate_limit_exceeded"};
    case ErrorCode::BudgetExceeded:
      return {"insufficient_quota", "insufficient_quota"};
    default:
      break;
  }
  return {http_status(error.code) >= 500 ? "server_error" : "invalid_request_error",
          wire_name(error.code)};
}

Answer OpenAiDialect::write(const Error& error) const {
  json::Writer out;
  const Labels label = labels(error);
  out.begin_object()
      .key("error")
      .begin_object()
      .member("message", error.message)
      .member("type", label.type)
      .key("param");
  const std::string_view path =
      error.faults.empty() ? std::string_view{} : std::string_view(error.faults.front().path);
  if (path.size() > 1) {
    out.string(json::unescape(path.substr(1)));
  } else {
    out.null();
  }
  out.member("code", label.code).end_object().key("fluxweir").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {openai_status(error.code), error_headers(error), {out.take()}};
}

}  // namespace

const Dialect& openai_dialect() {
  static constexpr OpenAiDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
