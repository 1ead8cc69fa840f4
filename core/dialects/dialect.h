// A front API: reads a client's request into an Ask and writes what came of it in the shape its
// SDKs expect. Dialects rename; params judges. Routes are in routes.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "http/message.h"
#include "image/outcome.h"
#include "image/request.h"
#include "json/reader.h"

namespace fluxweir {

// How pictures travel in the answer.
enum class MediaStyle : std::uint8_t { Url, DataUri, Base64 };

// Pictures wanted.
struct Create {
  RawParams params;
  MediaStyle media = MediaStyle::Url;  // sync_mode turns Url into DataUri
  std::string default_ratio;           // where the dialect's differs from the model's
  std::int64_t min_tolerance = 1;
  bool dry_run = false;
  bool strict = false;
  std::optional<QualityMode> quality;  // nothing: as the settings say
  std::optional<MicroUsd> max_extra;   // likewise
  ReceiptDetail detail = ReceiptDetail::Changed;
  // How long the client waits for the end; nothing: as long as the settings let it.
  std::optional<Millis> wait;
  std::string preferred;  // what is obeyed of Prefer, for preference-applied; empty: nothing
  // The answer is the run, whatever its state, and a failure is one of its states. Otherwise the
  // answer is pictures or an error.
  bool shows_run = false;
  std::string input;  // for the run's record: a JSON object; empty: made of the prompt
  std::string client_ref;
  std::string metadata;  // a JSON object; empty: none
};
struct ReadRun {
  std::string run;
  Millis wait{0};           // how long the client waits for the end
  std::string preferred;    // as in Create
  bool evaluation = false;  // it is one
};
// A picture that is there already is to be evaluated.
struct Evaluate {
  std::optional<json::Value>
      picture;  // points into the request's Document; nothing: a fault says so
  EvaluationTask task;
  std::string prompt;  // what it was made of; may be empty
  std::string input;   // for the record: a JSON object
  std::string names;   // likewise, of what the caller calls it: stays where words are not kept
  std::string client_ref;
  std::string idempotency_key;  // empty: none
  std::string request;          // the whole body, beside a key
  std::optional<Millis> wait;
  std::string preferred;  // as in Create
  std::vector<Fault> faults;
};
// A page of the caller's runs, newest first.
struct ListRuns {
  std::string cursor;      // id of the run that the page begins after; empty: the newest
  bool backwards = false;  // the page before `cursor` instead
  std::int64_t limit = 50;
  std::string state;  // as stored; empty: any
  std::string model;
  std::string client_ref;
};
struct ReadTrace {
  std::string run;
};
// A provider says that something happened to one picture of a run.
struct Hook {
  std::string provider;
  std::string run;
  std::string token;  // "{image}.{attempt}.{signature}"
  std::string id;     // of the job at the provider, if it said so
};
struct ReadMedia {
  std::string path;  // "/media/{run}/{file}", as signed
  std::string key;   // "{run}/{file}"
};
struct ListModels {};
struct ReadModel {
  std::string name;
};
struct ReadOpenApi {};
struct ReadMetrics {};
struct ReadHealth {};
struct ReadReady {};
// The emulator's rules; the body is theirs.
struct EditRules {
  enum class Do : std::uint8_t { Show, Replace, Clear };
  Do what = Do::Show;
};

using Ask =
    std::variant<Create, Evaluate, ReadRun, ListRuns, ReadTrace, Hook, ReadMedia, ListModels,
                 ReadModel, ReadOpenApi, ReadMetrics, ReadHealth, ReadReady, EditRules>;

// An answer before the exchange adds what every answer has (content-length, request id).
struct Answer {
  int status = 200;
  Headers headers;
  Body body;
};

struct Presentation {
  MediaStyle media = MediaStyle::Url;
  ReceiptDetail detail = ReceiptDetail::Changed;
  bool run_read = false;  // GET of a run rather than the answer to its create
  std::string base_url;   // what absolute addresses begin with; may be empty
};

struct RouteMatch;

class Dialect {
 public:
  virtual std::string_view name() const = 0;
  // `body` is the request's JSON object on create routes, null otherwise. Fails with
  // InvalidParameter, ModelNotFound, ...
  virtual Result<Ask> read(const RequestHead& head, const RouteMatch& route,
                           const json::Document* body) const = 0;
  // A run that delivered something, or one that is still on its way where the dialect can say so.
  virtual Answer write(const Outcome& outcome, const Presentation& how) const = 0;
  virtual Answer write(const Error& error) const = 0;

 protected:
  ~Dialect() = default;
};

const Dialect& own_dialect();
const Dialect& own_runs_dialect();  // the own one, its errors also in Runflow's shape
const Dialect& fal_dialect();
const Dialect& openai_dialect();
const Dialect& bfl_dialect();
const Dialect& runflow_dialect();
const Dialect& evaluations_dialect();  // Runflow's too

}  // namespace fluxweir
