// One list of members for each struct, for writing and for reading.
#include "storage/run_row.h"

#include <type_traits>

#include "json/reader.h"
#include "json/writer.h"

namespace fluxweir {
namespace {

using json::Value;
using json::Writer;

template <class V>
void members(V& v, Error& x) {
  v("code", x.code);
  v("message", x.message);
}
template <class V>
void members(V& v, Addition& x) {
  v("facet", x.facet);
  v("phrase", x.phrase);
}
template <class V>
void members(V& v, FinalPrompt& x) {
  v("text", x.text);
  v("vertical", x.vertical);
  v("skipped", x.skipped);
  v("added", x.added);
  v("warnings", x.warnings);
}
template <class V>
void members(V& v, Inspection& x) {
  v("unscored", x.unscored);
  v("score", x.score);
  v("verdict", x.verdict);
  v("rules", x.rules);
  v("reasons", x.reasons);
  v("report", x.report);
}
template <class V>
void members(V& v, Judgement& x) {
  v("judge", x.judge);
  v("unjudged", x.unjudged);
  v("verdict", x.verdict);
  v("reasons", x.reasons);
  v("fields", x.fields);
  v("cost", x.cost.count);
}
template <class V>
void members(V& v, Adjustment& x) {
  v("path", x.path);
  v("action", x.action);
  v("from", x.from);
  v("to", x.to);
  v("reason", x.reason);
}
template <class V>
void members(V& v, Picture& x) {
  v("index", x.index);
  v("seed", x.seed);
  v("width", x.size.width);
  v("height", x.size.height);
  v("format", x.format);
  v("bytes", x.blob.bytes);
  v("key", x.key);
  v("offer", x.offer);
  v("inspection", x.inspection);
  v("sha256", x.provenance.sha256);
  v("label", x.provenance.label);
  v("c2pa", x.provenance.c2pa);
  v("judgement", x.judgement);
}
template <class V>
void members(V& v, JobFailure& x) {
  v("index", x.index);
  v("error", x.error);
}
template <class V>
void members(V& v, Attempt& x) {
  v("image", x.image);
  v("offer", x.offer);
  v("end", x.end);
  v("reason", x.reason);
  v("status", x.status);
  v("provider_id", x.provider_id);
  v("calls", x.calls);
  v("begun", x.begun.count);
  v("accepted", x.accepted);
  v("ready", x.ready);
  v("ended", x.ended);
  v("provider_cost", x.provider_cost.count);
}
template <class V>
void members(V& v, Outcome& x) {
  v("run", x.run);
  v("owner", x.owner);
  v("state", x.state);
  v("dialect", x.dialect);
  v("model", x.model);
  v("offer", x.offer);
  v("demo", x.demo);
  v("substitute", x.substitute);
  v("attempts", x.attempts);
  v("list", x.list.count);
  v("cost", x.cost.count);
  v("enhanced", x.enhanced);
  v("width", x.size.width);
  v("height", x.size.height);
  v("format", x.format);
  v("sync_mode", x.sync_mode);
  v("created", x.created.count);
  v("started", x.started.count);
  v("completed", x.completed.count);
  v("duration", x.duration.count);
  v("waste", x.waste.count);
  v("input", x.input);
  v("client_ref", x.client_ref);
  v("metadata", x.metadata);
  v("prompt", x.prompt);
  v("seeds", x.seeds);
  v("adjustments", x.adjustments);
  v("pictures", x.pictures);
  v("failures", x.failures);
  v("trace", x.trace);
}

class RowWriter {
 public:
  template <class T>
  void operator()(const char* key, T& value) {
    out_.key(key);
    put(value);
  }
  void operator()(const char* key, std::optional<Millis>& value) {
    if (value) (*this)(key, value->count);
  }
  void operator()(const char* key, Judgement& value) {
    if (value.judge.empty()) return;  // none was to be asked
    out_.key(key);
    put(value);
  }
  template <class T>
  void put(T& value) {
    out_.begin_object();
    members(*this, value);
    out_.end_object();
  }
  std::string take() { return out_.take(); }

 private:
  void put(std::string& value) { out_.string(value); }
  void put(bool& value) { out_.boolean(value); }
  void put(std::int32_t& value) { out_.integer(value); }
  void put(std::int64_t& value) { out_.integer(value); }
  void put(std::uint64_t& value) { out_.unsigned_integer(value); }
  void put(Format& value) { out_.string(format_name(value)); }
  void put(RunState& value) { out_.string(state_name(value)); }
  void put(ErrorCode& value) { out_.string(wire_name(value)); }
  void put(Adjustment::Action& value) { out_.string(action_name(value)); }
  template <class T>
  void put(std::vector<T>& values) {
    out_.begin_array();
    for (T& value : values) put(value);
    out_.end_array();
  }

  Writer out_;
};

// A row that we wrote has every member; what another version left out keeps its default.
class RowReader {
 public:
  explicit RowReader(const Value& object) : object_(object) {}
  template <class T>
  void operator()(const char* key, T& value) {
    if (const auto member = object_.find(key)) get(*member, value);
  }

 private:
  static void get(const Value& from, std::string& value) { value = from.string().value_or(""); }
  static void get(const Value& from, bool& value) { value = from.boolean().value_or(false); }
  template <class T>
  static void get(const Value& from, T& value) {
    if constexpr (std::is_integral_v<T>) {
      value = static_cast<T>(from.integer().value_or(0));
    } else {
      RowReader reader(from);
      members(reader, value);
    }
  }
  static void get(const Value& from, std::optional<Millis>& value) {
    get(from, value.emplace().count);
  }
  static void get(const Value& from, Format& value) {
    value = from.string() == "png" ? Format::Png : Format::Jpeg;
  }
  static void get(const Value& from, RunState& value) {
    value = find_state(from.string().value_or("")).value_or(RunState::Failed);
  }
  static void get(const Value& from, ErrorCode& value) {
    value = find_error_code(from.string().value_or("")).value_or(ErrorCode::Bug);
  }
  static void get(const Value& from, Adjustment::Action& value) {
    value = find_action(from.string().value_or("")).value_or(Adjustment::Action::Dropped);
  }
  template <class T>
  static void get(const Value& from, std::vector<T>& values) {
    for (const Value item : from) get(item, values.emplace_back());
  }

  const Value& object_;
};

}  // namespace

std::string owner_of_evaluations(std::string_view owner) {
  return "evaluations of " + std::string(owner);
}

std::string write_outcome(const Outcome& outcome) {
  RowWriter out;
  // Nothing is changed: the lists are shared with the reader.
  out.put(const_cast<Outcome&>(outcome));
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
  if (!find_state(json::find_string(root, "state").value_or("")))
    return fail(make_error(ErrorCode::Bug, "A stored run has no state"));
  Outcome outcome;
  RowReader reader(root);
  members(reader, outcome);
  return outcome;
}

}  // namespace fluxweir
