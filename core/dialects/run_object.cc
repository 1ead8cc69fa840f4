#include "dialects/run_object.h"

#include "base/text.h"
#include "dialects/receipt.h"

namespace fluxweir {
namespace {

// What a caller can mend in the request itself.
bool is_of_input(ErrorCode code) {
  return code == ErrorCode::InvalidParameter || code == ErrorCode::InvalidRequest ||
         code == ErrorCode::InvalidJson || code == ErrorCode::BodyTooLarge;
}

bool is_refusal(ErrorCode code) {
  return code == ErrorCode::PromptRefused || code == ErrorCode::PictureRefused;
}

std::string upper_name(ErrorCode code) {
  std::string name(wire_name(code));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

// `failure_code` of a run. CONTENT_MODERATED is a word of ours: Runflow publishes none for it.
std::string failure_code(ErrorCode code) {
  if (is_of_input(code)) return "INPUT_VALIDATION_FAILED";
  if (is_refusal(code)) return "CONTENT_MODERATED";
  if (code == ErrorCode::NoProvider || code == ErrorCode::Unavailable) return "MODEL_UNAVAILABLE";
  return upper_name(code);
}

std::string_view failure_stage(ErrorCode code) {
  if (is_of_input(code) || code == ErrorCode::PromptRefused) return "preprocess";
  if (code == ErrorCode::NoProvider || code == ErrorCode::Unavailable ||
      code == ErrorCode::UpstreamRefused) {
    return "dispatch";
  }
  return "generate";
}

// `code` of an answer that is an error. Source: provider-apis 1.8.
std::string error_code(ErrorCode code) {
  switch (http_status(code)) {
    case 402:
      return "INSUFFICIENT_CREDIT";
    case 403:
      return "PERMISSION_DENIED";
    case 429:
      return "RATE_LIMITED";
    default:
      return http_status(code) == 422 || http_status(code) == 503 ? failure_code(code)
                                                                  : upper_name(code);
  }
}

// Runflow's times end in +00:00, not in Z.
std::string offset_time(UnixMillis time) {
  std::string text = iso_time(time.count);
  text.pop_back();
  return text + "+00:00";
}

// Clients look for the pictures in three places; provider-apis 1.3.
void write_output(BodyWriter& out, const Outcome& outcome, MediaStyle style) {
  out.json.key("output");
  if (outcome.pictures.empty()) {
    out.json.null();
    return;
  }
  out.json.begin_object().key("outputs").begin_array();
  for (const Picture& picture : outcome.pictures) {
    out.json.begin_object().member("type", "image").key("url");
    write_media(out, picture, style);
    out.json.member("width", picture.size.width).member("height", picture.size.height);
    out.json.member("content_type", content_type(picture.format));
    out.json.key("seed").unsigned_integer(picture.seed);
    out.json.member("index", picture.index).end_object();
  }
  out.json.end_array().key("images").begin_array();
  const bool by_url = style == MediaStyle::Url;
  for (const Picture& picture : outcome.pictures) {
    if (!by_url || picture.url.empty()) continue;
    out.json.begin_object().member("url", picture.url).end_object();
  }
  out.json.end_array().key("image_urls").begin_array();
  for (const Picture& picture : outcome.pictures) {
    if (by_url && !picture.url.empty()) out.json.string(picture.url);
  }
  out.json.end_array().end_object();
}

void write_fault(json::Writer& out, const Fault& fault) {
  std::string field;  // "/input/prompt" -> "input.prompt"
  std::string_view rest = fault.path;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('/'));
    field += (field.empty() ? "" : ".") + json::unescape(part);
    rest = rest.substr(part.size());
  }
  out.begin_object().member("field", field).member("path", fault.path);
  out.member("message", "must be " + fault.allowed).member("rule", fault.rule);
  out.member("allowed", fault.allowed).key("nearest");
  fault.nearest.empty() ? out.null() : out.raw(fault.nearest);
  out.end_object();
}

}  // namespace

void write_json(json::Writer& out, std::string_view key, const std::string& text) {
  out.key(key);
  text.empty() ? out.null() : out.raw(text);
}

void write_time(json::Writer& out, std::string_view key, bool known, UnixMillis time) {
  out.key(key);
  known ? out.string(offset_time(time)) : out.null();
}

void write_text(json::Writer& out, std::string_view key, std::string_view text) {
  out.key(key);
  text.empty() ? out.null() : out.string(text);
}

void write_failure(json::Writer& out, const Outcome& outcome) {
  const bool none = outcome.state == RunState::Failed || outcome.state == RunState::Cancelled;
  if (!none || outcome.failures.empty()) {
    out.key("failure_code").null().key("failure_message").null().key("failure_stage_code").null();
    return;
  }
  const Error& error = outcome.failures.front().error;
  out.member("failure_code", failure_code(error.code)).member("failure_message", error.message);
  out.member("failure_stage_code", failure_stage(error.code));
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

void write_run(BodyWriter& out, const Outcome& outcome, const Presentation& how) {
  const bool ended = is_final(outcome.state);
  json::Writer& json = out.json;
  json.begin_object().member("id", outcome.run).member("status", state_name(outcome.state));
  json.member("status_code", state_name(outcome.state)).member("target_type", "model");
  json.member("model", outcome.model).member("model_id", outcome.model);
  json.member("source_code", "api");
  write_json(json, "input", outcome.input);
  write_output(out, outcome, how.media);
  json.member("cost", dollars(outcome.cost.count)).key("duration_ms");
  ended ? json.integer(outcome.duration.count) : json.null();
  write_json(json, "metadata", outcome.metadata);
  write_text(json, "client_ref", outcome.client_ref);
  json.key("callback_url").null();
  write_time(json, "created_at", true, outcome.created);
  write_time(json, "started_at", outcome.started.count != 0, outcome.started);
  write_time(json, "completed_at", ended, outcome.completed);
  write_failure(json, outcome);
  // The id of the request that made it is in the log; a run does not keep it.
  json.key("request_id").null();
  const std::string self = how.base_url + "/v1/runs/" + outcome.run;
  json.key("links").begin_object().member("self", self).member("trace", self + "/trace");
  json.end_object();
  write_pictures(out, outcome, MediaStyle::Url);
  write_receipt(json, outcome);
  json.end_object();
}

Answer show_run(const Outcome& outcome, const Presentation& how) {
  BodyWriter out;
  write_run(out, outcome, how);
  return {200, receipt_headers(outcome), out.take()};
}

Answer show_run_error(const Error& error) {
  json::Writer out;
  out.begin_object().member("code", error_code(error.code)).member("message", error.message);
  out.key("errors");
  if (error.code == ErrorCode::InvalidParameter && !error.faults.empty()) {
    out.begin_array();
    for (const Fault& fault : error.faults) write_fault(out, fault);
    out.end_array();
  } else {
    out.null();
  }
  out.key("error").begin_object();
  write_error_members(out, error);
  out.end_object().end_object();
  return {http_status(error.code), error_headers(error), {out.take()}};
}

}  // namespace fluxweir
