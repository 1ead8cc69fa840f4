#include "storage/run_row.h"

#include "json/reader.h"
#include "json/writer.h"

namespace fluxweir {
namespace {

using json::Value;
using json::Writer;

void write_error(Writer& out, const Error& error) {
  out.begin_object()
      .member("code", wire_name(error.code))
      .member("message", error.message)
      .end_object();
}

void write_prompt(Writer& out, const FinalPrompt& prompt) {
  out.key("prompt").begin_object().member("text", prompt.text);
  out.member("vertical", prompt.vertical).member("skipped", prompt.skipped);
  out.key("added").begin_array();
  for (const Addition& addition : prompt.added) {
    out.begin_object()
        .member("facet", addition.facet)
        .member("phrase", addition.phrase)
        .end_object();
  }
  out.end_array().strings("warnings", prompt.warnings).end_object();
}

void write_inspection(Writer& out, const Inspection& seen) {
  out.key("inspection").begin_object().member("unscored", seen.unscored);
  out.member("score", seen.score).member("verdict", seen.verdict).member("rules", seen.rules);
  out.strings("reasons", seen.reasons);
  out.member("report", seen.report).end_object();
}

void write_judgement(Writer& out, const Judgement& said) {
  if (said.judge.empty()) return;
  out.key("judgement").begin_object().member("judge", said.judge);
  out.member("unjudged", said.unjudged).member("verdict", said.verdict);
  out.strings("reasons", said.reasons);
  out.member("fields", said.fields).member("cost", said.cost).end_object();
}

void write_lists(Writer& out, const Outcome& outcome) {
  out.key("seeds").begin_array();
  for (const std::uint64_t seed : outcome.seeds) out.unsigned_integer(seed);
  out.end_array().key("adjustments").begin_array();
  for (const Adjustment& line : outcome.adjustments) {
    out.begin_object().member("path", line.path).member("action", action_name(line.action));
    out.member("from", line.from).member("to", line.to).member("reason", line.reason).end_object();
  }
  out.end_array().key("pictures").begin_array();
  for (const Picture& picture : outcome.pictures) {
    out.begin_object().member("index", picture.index).key("seed").unsigned_integer(picture.seed);
    out.member("width", picture.size.width).member("height", picture.size.height);
    out.member("format", format_name(picture.format))
        .key("bytes")
        .unsigned_integer(picture.blob.bytes);
    out.member("key", picture.key).member("offer", picture.offer);
    write_inspection(out, picture.inspection);
    const Provenance& provenance = picture.provenance;
    out.member("sha256", provenance.sha256).member("label", provenance.label);
    out.member("c2pa", provenance.c2pa);
    write_judgement(out, picture.judgement);
    out.end_object();
  }
  out.end_array().key("failures").begin_array();
  for (const JobFailure& failure : outcome.failures) {
    out.begin_object().member("index", failure.index).key("error");
    write_error(out, failure.error);
    out.end_object();
  }
  out.end_array();
}

void write_time(Writer& out, std::string_view key, const std::optional<Millis>& time) {
  if (time) out.member(key, time->count);
}

void write_trace(Writer& out, const std::vector<Attempt>& trace) {
  out.key("trace").begin_array();
  for (const Attempt& attempt : trace) {
    out.begin_object().member("image", attempt.image).member("offer", attempt.offer);
    out.member("end", attempt.end).member("reason", attempt.reason);
    out.member("status", attempt.status).member("provider_id", attempt.provider_id);
    out.member("calls", attempt.calls).member("begun", attempt.begun.count);
    write_time(out, "accepted", attempt.accepted);
    write_time(out, "ready", attempt.ready);
    write_time(out, "ended", attempt.ended);
    out.member("provider_cost", attempt.provider_cost).end_object();
  }
  out.end_array();
}

// Typed look-ups with a plain default: a row that we wrote has every member.
std::string text_of(const Value& object, std::string_view key) {
  const auto member = object.find(key);
  return std::string(member ? member->string().value_or("") : "");
}
std::int64_t whole_of(const Value& object, std::string_view key) {
  const auto member = object.find(key);
  return member ? member->integer().value_or(0) : 0;
}
bool flag_of(const Value& object, std::string_view key) {
  const auto member = object.find(key);
  return member && member->boolean().value_or(false);
}
std::int32_t small_of(const Value& object, std::string_view key) {
  return static_cast<std::int32_t>(whole_of(object, key));
}
std::optional<Millis> time_of(const Value& object, std::string_view key) {
  const auto member = object.find(key);
  const auto time = member ? member->integer() : std::nullopt;
  return time ? std::optional<Millis>(Millis{*time}) : std::nullopt;
}
Format format_of(const Value& object) {
  return text_of(object, "format") == "png" ? Format::Png : Format::Jpeg;
}

template <class F>
void each(const Value& object, std::string_view key, F use) {
  const auto list = object.find(key);
  for (auto item = list ? list->first() : std::nullopt; item; item = item->next()) use(*item);
}

std::vector<std::string> texts_of(const Value& object, std::string_view key) {
  std::vector<std::string> out;
  each(object, key, [&](const Value& item) { out.emplace_back(item.string().value_or("")); });
  return out;
}

FinalPrompt read_prompt(const Value& object) {
  FinalPrompt prompt;
  prompt.text = text_of(object, "text");
  prompt.vertical = text_of(object, "vertical");
  prompt.skipped = text_of(object, "skipped");
  each(object, "added", [&](const Value& item) {
    prompt.added.push_back({text_of(item, "facet"), text_of(item, "phrase")});
  });
  prompt.warnings = texts_of(object, "warnings");
  return prompt;
}

Inspection read_inspection(const Value& object) {
  Inspection seen;
  seen.unscored = text_of(object, "unscored");
  seen.score = small_of(object, "score");
  seen.verdict = text_of(object, "verdict");
  seen.rules = text_of(object, "rules");
  seen.reasons = texts_of(object, "reasons");
  seen.report = text_of(object, "report");
  return seen;
}

Judgement read_judgement(const Value& object) {
  Judgement said;
  said.judge = text_of(object, "judge");
  said.unjudged = text_of(object, "unjudged");
  said.verdict = text_of(object, "verdict");
  said.reasons = texts_of(object, "reasons");
  said.fields = text_of(object, "fields");
  said.cost = {whole_of(object, "cost")};
  return said;
}

void read_lists(const Value& root, Outcome& outcome) {
  each(root, "seeds", [&](const Value& item) {
    outcome.seeds.push_back(static_cast<std::uint64_t>(item.integer().value_or(0)));
  });
  each(root, "adjustments", [&](const Value& item) {
    const auto action = find_action(text_of(item, "action")).value_or(Adjustment::Action::Dropped);
    outcome.adjustments.push_back({text_of(item, "path"), action, text_of(item, "from"),
                                   text_of(item, "to"), text_of(item, "reason")});
  });
  each(root, "pictures", [&](const Value& item) {
    Picture picture;
    picture.index = small_of(item, "index");
    picture.seed = static_cast<std::uint64_t>(whole_of(item, "seed"));
    picture.size = {small_of(item, "width"), small_of(item, "height")};
    picture.format = format_of(item);
    picture.blob.bytes = static_cast<std::uint64_t>(whole_of(item, "bytes"));
    picture.key = text_of(item, "key");
    picture.offer = text_of(item, "offer");
    picture.provenance = {text_of(item, "sha256"), text_of(item, "label"), whole_of(item, "c2pa")};
    if (const auto said = item.find("judgement")) picture.judgement = read_judgement(*said);
    if (const auto seen = item.find("inspection")) picture.inspection = read_inspection(*seen);
    outcome.pictures.push_back(std::move(picture));
  });
  each(root, "failures", [&](const Value& item) {
    JobFailure failure{small_of(item, "index"), {}};
    if (const auto error = item.find("error")) {
      failure.error.code = find_error_code(text_of(*error, "code")).value_or(ErrorCode::Bug);
      failure.error.message = text_of(*error, "message");
    }
    outcome.failures.push_back(std::move(failure));
  });
}

void read_trace(const Value& root, Outcome& outcome) {
  each(root, "trace", [&](const Value& item) {
    Attempt attempt;
    attempt.image = small_of(item, "image");
    attempt.offer = text_of(item, "offer");
    attempt.end = text_of(item, "end");
    attempt.reason = text_of(item, "reason");
    attempt.status = small_of(item, "status");
    attempt.provider_id = text_of(item, "provider_id");
    attempt.calls = small_of(item, "calls");
    attempt.begun = {whole_of(item, "begun")};
    attempt.accepted = time_of(item, "accepted");
    attempt.ready = time_of(item, "ready");
    attempt.ended = time_of(item, "ended");
    attempt.provider_cost = {whole_of(item, "provider_cost")};
    outcome.trace.push_back(std::move(attempt));
  });
}

}  // namespace

std::string owner_of_evaluations(std::string_view owner) {
  return "evaluations of " + std::string(owner);
}

std::string write_outcome(const Outcome& outcome) {
  Writer out;
  out.begin_object().member("run", outcome.run).member("owner", outcome.owner);
  out.member("state", state_name(outcome.state)).member("dialect", outcome.dialect);
  out.member("model", outcome.model).member("offer", outcome.offer).member("demo", outcome.demo);
  out.member("substitute", outcome.substitute).member("attempts", outcome.attempts);
  out.member("list", outcome.list)
      .member("cost", outcome.cost)
      .member("enhanced", outcome.enhanced);
  out.member("width", outcome.size.width).member("height", outcome.size.height);
  out.member("format", format_name(outcome.format)).member("sync_mode", outcome.sync_mode);
  out.member("created", outcome.created.count).member("started", outcome.started.count);
  out.member("completed", outcome.completed.count).member("duration", outcome.duration.count);
  out.member("waste", outcome.waste).member("input", outcome.input);
  out.member("client_ref", outcome.client_ref).member("metadata", outcome.metadata);
  write_prompt(out, outcome.prompt);
  write_lists(out, outcome);
  write_trace(out, outcome.trace);
  out.end_object();
  return out.take();
}

void forget_words(Outcome& outcome) {
  outcome.prompt = {};
  outcome.input.clear();
  for (Adjustment& line : outcome.adjustments) line.from.clear();
  // A judge's reasons may quote the prompt.
  for (Picture& picture : outcome.pictures) {
    picture.judgement.reasons.clear();
    picture.judgement.fields.clear();
  }
}

Result<Outcome> read_outcome(std::string_view text) {
  const Result<json::Document> document = json::Document::read(text, {.bytes = 16 << 20});
  if (!document) return fail(make_error(ErrorCode::Bug, "A stored run could not be read"));
  const Value root = document->root();
  const auto state = find_state(text_of(root, "state"));
  if (!state) return fail(make_error(ErrorCode::Bug, "A stored run has no state"));
  Outcome outcome;
  outcome.run = text_of(root, "run");
  outcome.owner = text_of(root, "owner");
  outcome.state = *state;
  outcome.dialect = text_of(root, "dialect");
  outcome.model = text_of(root, "model");
  outcome.offer = text_of(root, "offer");
  outcome.demo = flag_of(root, "demo");
  outcome.substitute = flag_of(root, "substitute");
  outcome.attempts = small_of(root, "attempts");
  outcome.list = {whole_of(root, "list")};
  outcome.cost = {whole_of(root, "cost")};
  outcome.enhanced = flag_of(root, "enhanced");
  outcome.size = {small_of(root, "width"), small_of(root, "height")};
  outcome.format = format_of(root);
  outcome.sync_mode = flag_of(root, "sync_mode");
  outcome.created = {whole_of(root, "created")};
  outcome.started = {whole_of(root, "started")};
  outcome.completed = {whole_of(root, "completed")};
  outcome.waste = {whole_of(root, "waste")};
  outcome.input = text_of(root, "input");
  outcome.client_ref = text_of(root, "client_ref");
  outcome.metadata = text_of(root, "metadata");
  outcome.duration = {whole_of(root, "duration")};
  if (const auto prompt = root.find("prompt")) outcome.prompt = read_prompt(*prompt);
  read_lists(root, outcome);
  read_trace(root, outcome);
  return outcome;
}

}  // namespace fluxweir
