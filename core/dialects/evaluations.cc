// Runflow's evaluations: POST /v1/evaluations has a picture looked at that is there already, GET
// /v1/evaluations/{id} reads what came of it. Sources: provider-apis 1.11, read 2026-11-27.
// weighted_pass_rate is the score of the pixels over 100. The shape of check_summary and of the
// parts that `embed` names is not published: they have our own, and are always there.
#include "dialects/evaluations.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/read_fields.h"
#include "dialects/receipt.h"
#include "dialects/routes.h"
#include "dialects/run_object.h"
#include "dialects/wait.h"

namespace fluxweir {
namespace {

constexpr std::size_t kMostIssues = 10;
constexpr std::string_view kJobClass = "standard";

constexpr EvaluationField kFields[] = {
    {"generated_image_url", "string", "a string: an http(s) URL or a data URI", 0, true},
    {"task_type", "string", "", 255, true},
    {"task_description", "string", "", 10'000},
    {"generation_prompt", "string", "", 10'000},
    {"evaluation_instructions", "string", "", 10'000},
    {"input_attributes", "object", "", 16 << 10},
    {"reference_images", "array", "an empty list: none is compared"},
    {"run_id", "string", "", 255},
    {"client_ref", "string", "", 255},
    {"callback_url", "null", "null: callbacks are not delivered"},
    {"job_class", "string", kJobClass, 255, false, kJobClass},
};

class EvaluationsDialect final : public Dialect {
 public:
  std::string_view name() const override { return "runflow"; }
  Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                   const json::Document* body) const override;
  Answer write(const Outcome& outcome, const Presentation& how) const override;
  Answer write(const Error& error) const override { return show_run_error(error); }
};

// The rule that a value breaks; empty: none.
std::string_view broken_rule(const EvaluationField& field, const json::Value& value) {
  if (value.type() != field.type) return "type";
  const auto text = value.string();
  const bool other = !field.only.empty() && text != field.only;
  if (other || (field.type == "array" && value.size() > 0)) return "one_of";
  if (field.longest == 0) return {};
  const std::size_t length = text ? utf8_length(*text) : value.text().size();
  if (length > field.longest) return "too_long";
  return field.required && trim(*text).empty() ? "too_short" : "";
}

std::string allowed_of(const EvaluationField& field) {
  if (!field.allowed.empty()) return std::string(field.allowed);
  const std::string most = whole_text(field.longest);
  if (field.type == "object") return "an object of at most " + most + " bytes of JSON";
  return "a string of " + std::string(field.required ? "1" : "0") + ".." + most + " characters";
}

void complain(std::string_view name, std::string_view rule, std::string_view type,
              std::string allowed, Evaluate& ask) {
  ask.faults.push_back(
      {json::pointer("", name), std::string(rule), std::string(type), std::move(allowed), {}});
}

void check_fields(const json::Value& body, Evaluate& ask) {
  for (const EvaluationField& field : kFields) {
    const auto value = body.find(field.name);
    if (!value || value->is(json::Kind::Null)) {
      if (field.required) complain(field.name, "missing", "missing", allowed_of(field), ask);
      continue;
    }
    const std::string_view rule = broken_rule(field, *value);
    if (!rule.empty()) complain(field.name, rule, value->type(), allowed_of(field), ask);
  }
  for (const json::Value member : body) {
    const auto same = [&](const EvaluationField& field) { return field.name == member.key(); };
    if (std::none_of(std::begin(kFields), std::end(kFields), same))
      complain(member.key(), "unknown", member.type(), "left out: it is no field of this", ask);
  }
}

void copy_members(const json::Value& body, std::span<const std::string_view> keys,
                  json::Writer& out) {
  for (const std::string_view key : keys) {
    if (const auto value = body.find(key)) out.key(key).raw(value->text());
  }
}

// What is asked of the making of pictures has no meaning here.
std::optional<Error> refuse_flags(const RequestHead& head) {
  Create flags;
  if (auto error = read_flags(head, flags)) return error;
  if (!flags.dry_run && !flags.quality && !flags.max_extra) return std::nullopt;
  return make_error(ErrorCode::InvalidRequest,
                    "An evaluation takes no dry_run, quality_check or max_extra_micro_usd");
}

// What is read again with the evaluation.
void write_record(const json::Value& body, Evaluate& ask) {
  constexpr std::string_view kWords[] = {"task_description", "generation_prompt",
                                         "evaluation_instructions", "input_attributes"};
  constexpr std::string_view kNames[] = {"task_type", "run_id"};
  json::Writer words, names;
  copy_members(body, kWords, words.begin_object());
  copy_members(body, kNames, names.begin_object());
  words.end_object();
  names.end_object();
  if (!ask.idempotency_key.empty()) ask.request = body.text();
  ask.input = words.take();
  ask.names = names.take();
}

Result<Ask> read_create(const RequestHead& head, const json::Document* body) {
  const auto object = read_object(body);
  if (!object) return fail(object.error());
  Evaluate ask;
  check_fields(*object, ask);
  const auto text = [&](std::string_view key) {
    return std::string(find_string(*object, key).value_or(""));
  };
  ask.picture = object->find(kFields[0].name);
  const auto attributes = object->find("input_attributes");
  ask.task = {text("task_type"), text("task_description"), text("evaluation_instructions"),
              attributes && attributes->size() > 0 ? attributes->text() : std::string()};
  ask.prompt = text("generation_prompt");
  ask.client_ref = text("client_ref");
  ask.idempotency_key = find_header(head.headers, "idempotency-key").value_or("");
  if (ask.idempotency_key.size() > 255)
    return fail(
        make_error(ErrorCode::InvalidRequest, "idempotency-key may have 255 bytes at most"));
  if (auto error = refuse_flags(head)) return fail(std::move(*error));
  Result<AskedWait> wait = read_wait(head);
  if (!wait) return fail(std::move(wait.error()));
  ask.wait = wait->time.value_or(Millis{});
  ask.preferred = std::move(wait->preferred);
  write_record(*object, ask);
  return ask;
}

Result<Ask> EvaluationsDialect::read(const RequestHead& head, const RouteMatch& route,
                                     const json::Document* body) const {
  if (route.route->id == RouteId::EvaluationCreate) return read_create(head, body);
  return read_run(head, route.capture, true);
}

std::string_view state_of(RunState state) {
  switch (state) {
    case RunState::Queued:
      return "pending";
    case RunState::Running:
      return "running";
    case RunState::Succeeded:
      return "completed";
    default:
      return "failed";
  }
}

// What the pixels' checks and the judge come to.
struct Summary {
  bool seen = false;                    // somebody has judged
  std::optional<std::int32_t> score;    // of the pixels, as in Inspection
  std::vector<std::string_view> gates;  // who says no
  std::vector<std::string> issues;
  std::vector<std::string> strengths;
  std::int64_t passed = 0;
  std::int64_t failed = 0;
};

void add_judgement(std::string_view who, std::string_view verdict,
                   const std::vector<std::string>& reasons, Summary& sum) {
  if (verdict.empty()) return;
  sum.seen = true;
  if (verdict == "fail") sum.gates.push_back(who);
  for (const std::string& reason : reasons) {
    if (sum.issues.size() < kMostIssues) sum.issues.push_back(reason);
  }
}

// Of the report's parts; a strength is a check that counts and loses nothing.
void add_checks(const std::string& report, Summary& sum) {
  const Result<json::Document> document = json::Document::read(report);
  const auto parts = document ? document->root().find("parts") : std::nullopt;
  if (!parts) return;
  for (const json::Value part : *parts) {
    const bool failed = find_string(part, "verdict") == "fail";
    ++(failed ? sum.failed : sum.passed);
    const bool counts = find_integer(part, "weight") != 0;
    if (counts && find_integer(part, "goodness") == 1 && sum.strengths.size() < kMostIssues)
      sum.strengths.push_back(std::string(find_string(part, "check").value_or("")) + ": no fault");
  }
}

Summary summary_of(const Outcome& outcome) {
  Summary sum;
  for (const Picture& picture : outcome.pictures) {
    const Inspection& seen = picture.inspection;
    if (seen.scored()) {
      sum.score = seen.score;
      add_judgement("pixels", seen.verdict, seen.reasons, sum);
      add_checks(seen.report, sum);
    }
    const Judgement& said = picture.judgement;
    add_judgement(said.judge, said.verdict, said.reasons, sum);
  }
  return sum;
}

void write_summary(json::Writer& out, const Outcome& outcome) {
  const Summary sum = summary_of(outcome);
  out.key("overall_passed");
  sum.seen ? out.boolean(sum.gates.empty()) : out.null();
  out.key("weighted_pass_rate");
  sum.score ? out.decimal((*sum.score + 50) / 100) : out.null();
  out.strings("top_issues", sum.issues).strings("top_strengths", sum.strengths);
  out.key("check_summary").begin_object().member("passed", sum.passed);
  out.member("failed", sum.failed).end_object();
  out.strings("gate_failures", sum.gates).key("judges").begin_array();
  for (const Picture& picture : outcome.pictures) {
    out.begin_object();
    write_inspection(out, picture.inspection);
    if (!picture.inspection.report.empty()) out.key("report").raw(picture.inspection.report);
    write_judgement(out, picture.judgement);
    out.end_object();
  }
  out.end_array();
}

// What the caller calls it, as members.
void write_names(json::Writer& out, const std::string& object) {
  const Result<json::Document> document = json::Document::read(object);
  if (!document) return;
  for (const json::Value member : document->root()) out.key(member.key()).raw(member.text());
}

Answer EvaluationsDialect::write(const Outcome& outcome, const Presentation& how) const {
  const bool ended = is_final(outcome.state);
  const std::string self = "/v1/evaluations/" + outcome.run;
  json::Writer out;
  out.begin_object().member("id", outcome.run).member("status_code", state_of(outcome.state));
  out.member("job_class_code", kJobClass).member("attempt_number", 1);
  write_summary(out, outcome);
  out.key("primary_action_code").null();
  write_failure(out, outcome);
  out.member("cost", dollars(0)).key("eval_duration_ms");
  ended ? out.integer(outcome.duration.count) : out.null();
  write_time(out, "submitted_at", true, outcome.created);
  write_time(out, "completed_at", ended, outcome.completed);
  write_text(out, "client_ref", outcome.client_ref);
  write_names(out, outcome.metadata);
  write_json(out, "input", outcome.input);
  out.key("links").begin_object().member("self", how.base_url + self).end_object().end_object();
  Answer answer{how.run_read || ended ? 200 : 202, json_headers(), {out.take()}};
  if (answer.status == 202) add_header(answer.headers, "location", self);
  return answer;
}

}  // namespace

std::span<const EvaluationField> evaluation_fields() { return kFields; }

const Dialect& evaluations_dialect() {
  static constexpr EvaluationsDialect kDialect{};
  return kDialect;
}

}  // namespace fluxweir
