#include "dialects/receipt.h"

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr std::string_view kNotEvaluated = "not_evaluated";

void write_prompt(json::Writer& out, const Outcome& outcome) {
  const FinalPrompt& prompt = outcome.prompt;
  out.key("prompt").begin_object().member("final", prompt.text).key("added").begin_array();
  for (const Addition& addition : prompt.added) {
    out.begin_object()
        .member("facet", addition.facet)
        .member("phrase", addition.phrase)
        .end_object();
  }
  out.end_array();
  if (!prompt.vertical.empty()) out.member("vertical", prompt.vertical);
  if (!prompt.skipped.empty()) out.member("skipped", prompt.skipped);
  if (!prompt.warnings.empty()) out.strings("warnings", prompt.warnings);
  out.end_object();
}

// Of pictures that were to be scored; a run that was not to be has none.
void write_quality(json::Writer& out, const std::vector<Picture>& pictures) {
  bool open = false;
  for (const Picture& picture : pictures) {
    const Inspection& seen = picture.inspection;
    if (!seen.wanted()) continue;
    if (!open) out.key("quality").begin_array();
    open = true;
    out.begin_object().member("index", picture.index);
    write_inspection(out, seen);
    write_judgement(out, picture.judgement);
    out.end_object();
  }
  if (open) out.end_array();
}

// `pixels` at 300 a 25.4 mm, to a tenth of a millimetre.
std::int64_t printed(std::int32_t pixels) { return (std::int64_t{pixels} * 254 + 150) / 300 * 100; }

void write_provenance(json::Writer& out, const std::vector<Picture>& pictures) {
  if (pictures.empty()) return;
  out.key("provenance").begin_array();
  for (const Picture& picture : pictures) {
    const Provenance& known = picture.provenance;
    out.begin_object().member("index", picture.index);
    if (!known.sha256.empty()) out.member("sha256", known.sha256);
    out.member("c2pa", known.c2pa > 0 ? "present" : "absent");
    if (known.c2pa > 0) out.member("c2pa_bytes", known.c2pa);
    if (!known.label.empty()) out.member("label", known.label);
    out.key("print_300dpi_mm").begin_array().decimal(printed(picture.size.width));
    out.decimal(printed(picture.size.height)).end_array().end_object();
  }
  out.end_array();
}

void write_adjustment(json::Writer& out, const Adjustment& line) {
  out.begin_object().member("path", line.path).member("action", action_name(line.action));
  if (!line.from.empty()) out.key("from").raw(line.from);
  if (!line.to.empty()) out.key("to").raw(line.to);
  out.member("reason", line.reason).end_object();
}

}  // namespace

void write_inspection(json::Writer& out, const Inspection& seen) {
  out.member("scored", seen.scored());
  if (!seen.scored()) {
    out.member("reason", seen.unscored);
    return;
  }
  out.key("score").decimal(seen.score).member("verdict", seen.verdict);
  out.member("rules", seen.rules).strings("reasons", seen.reasons);
}

void write_judgement(json::Writer& out, const Judgement& said) {
  if (said.judge.empty()) {
    out.member("judge", kNotEvaluated);
    return;
  }
  out.key("judge").begin_object().member("name", said.judge);
  if (!said.unjudged.empty()) {
    out.member(kNotEvaluated, said.unjudged).end_object();
    return;
  }
  out.member("verdict", said.verdict).strings("reasons", said.reasons);
  if (!said.fields.empty()) out.key("fields").raw(said.fields);
  out.member("operator_micro_usd", said.cost).end_object();
}

void write_receipt(json::Writer& out, const Outcome& outcome) {
  out.key("fluxweir")
      .begin_object()
      .member("v", 1)
      .member("run", outcome.run)
      .member("model", outcome.model);
  out.member("offer", outcome.offer)
      .member("substitute", outcome.substitute)
      .member("attempts", outcome.attempts);
  if (outcome.demo) out.member("demo", "renderer: painted here, not made by a FLUX model");
  if (is_final(outcome.state)) out.member("status", state_name(outcome.state));
  if (!outcome.failures.empty()) {
    out.key("errors").begin_array();
    for (const JobFailure& failure : outcome.failures) {
      out.begin_object().member("index", failure.index);
      write_error_members(out, failure.error);
      out.end_object();
    }
    out.end_array();
  }
  write_quality(out, outcome.pictures);
  write_provenance(out, outcome.pictures);
  out.member("list_micro_usd", outcome.list).member("cost_micro_usd", outcome.cost);
  write_prompt(out, outcome);
  out.key("seeds").begin_array();
  for (const std::uint64_t seed : outcome.seeds) out.unsigned_integer(seed);
  out.end_array().key("adjustments").begin_array();
  for (const Adjustment& line : outcome.adjustments) write_adjustment(out, line);
  out.end_array().end_object();
}

Headers receipt_headers(const Outcome& outcome) {
  // Counts only: paths hold the caller's own key names, which may not be header text.
  std::int64_t counts[6] = {};
  for (const Adjustment& line : outcome.adjustments)
    ++counts[static_cast<std::size_t>(line.action)];
  std::string text;
  for (std::size_t i = 1; i < 6; ++i) {
    if (counts[i] == 0) continue;
    text += std::string(action_name(static_cast<Adjustment::Action>(i))) + "=" +
            whole_text(counts[i]) + ", ";
  }
  text += "cost_micro_usd=" + whole_text(outcome.cost.count);
  Headers headers = json_headers();
  add_header(headers, "x-fluxweir-run", outcome.run);
  add_header(headers, "x-fluxweir-receipt", text);
  if (outcome.demo) add_header(headers, "x-fluxweir-demo", "renderer");
  return headers;
}

void write_media(BodyWriter& out, const Picture& picture, MediaStyle style) {
  switch (style) {
    case MediaStyle::Url:
      // A picture that was not kept has no address any more.
      picture.url.empty() ? out.json.null() : out.json.string(picture.url);
      return;
    case MediaStyle::DataUri:
      out.blob("data:" + std::string(content_type(picture.format)) + ";base64,", picture.blob);
      return;
    case MediaStyle::Base64:
      out.blob("", picture.blob);
      return;
  }
}

void write_error_members(json::Writer& out, const Error& error) {
  out.member("code", wire_name(error.code)).member("message", error.message);
  if (!error.faults.empty() && error.code == ErrorCode::InvalidParameter) {
    out.key("faults").begin_array();
    for (const Fault& fault : error.faults) {
      out.begin_object().member("path", fault.path).member("rule", fault.rule);
      if (!fault.got_type.empty()) out.member("got_type", fault.got_type);
      if (!fault.allowed.empty()) out.member("allowed", fault.allowed);
      if (!fault.nearest.empty()) out.key("nearest").raw(fault.nearest);
      out.end_object();
    }
    out.end_array();
  }
  if (error.retry_after) out.member("retry_after_ms", error.retry_after->count);
}

Headers error_headers(const Error& error) {
  Headers headers = json_headers();
  if (error.retry_after)
    add_header(headers, "retry-after", whole_text((error.retry_after->count + 999) / 1000));
  if (error.code == ErrorCode::MethodNotAllowed && !error.faults.empty()) {
    add_header(headers, "allow", error.faults.front().allowed);
  }
  return headers;
}

}  // namespace fluxweir
