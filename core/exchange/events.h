// The whole boundary between the core and a host, on one page. The same vocabulary drives three
// machines: Exchange (one client request), RunMachine (one run, with no client) and Sweep (what is
// due).
//
// Contract, for each machine:
//  1. One `handle`, then `poll` until Wait or Finished; only then the next `handle`.
//  2. Wait.until is the single timer. A Tick that comes early or late is harmless.
//  3. Every action with an OpId is answered by exactly one ending input, unless cancelled; late
//  answers are ignored.
//  4. `now.mono` never runs backwards; `now.wall` may jump. Randomness comes from the entropy given
//  at opening.
//  5. Secrets stay outside: a Fetch names its credential, the host fills the header; a Sign names
//  its key.
//  6. After Finished every input is ignored; work that outlives a request lives in its RunMachine.
//  7. Picture bytes pass by: a Fetch that keeps them sends a picture straight to a scratch blob,
//  and the core sees the head, the length and what a walk over all bytes told (image/walk.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/units.h"
#include "http/message.h"
#include "image/facts.h"
#include "image/outcome.h"
#include "image/request.h"

namespace fluxweir {

// Who asks. The host strips the secret and hands over what identifies it.
struct Caller {
  std::string scheme;  // "bearer", "key", "x-key"; empty: no credential came
  std::string key_id;  // public part
  std::string digest;  // SHA-256 of the whole secret, raw bytes
};

// ---- Actions: what a machine wants done
// -------------------------------------------------------------------------------

// Answered by UpstreamHead, any UpstreamChunk, then UpstreamEnd; or UpstreamLost at any point.
struct Fetch {
  // What goes to a scratch blob instead of chunks.
  enum class Keep : std::uint8_t {
    Nothing,
    Picture,    // a 2xx answer that is no text or JSON
    Everything  // any 2xx answer
  };
  OpId op;
  Call call;
  Keep keep = Keep::Nothing;
  std::uint64_t max_bytes = 0;  // of the answer's body; 0: the host's own bound
};
// Stops a Fetch; it is answered no more.
struct Cancel {
  OpId op;
};

struct RespondHead {
  int status = 200;
  Headers headers;  // complete, content-length included unless the body streams
};
struct RespondChunk {
  Body parts;
};
// Without a RespondHead before it: the client gets no answer, the connection just ends.
struct RespondEnd {
  bool close = false;  // the connection must not be used again
};

// One batch is one transaction. Statement texts are in storage/statements.h. Answered by QueryDone.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;
struct Statement {
  std::string_view name;  // static storage
  std::vector<SqlValue> params;
};
struct Query {
  OpId op;
  std::vector<Statement> batch;
};

// Answered by BlobDone.
struct Blob {
  enum class Do : std::uint8_t {
    Put,     // `bytes` become a scratch blob
    Get,     // opens what is kept under `key`; a key "host:metrics" opens the metrics page
    Keep,    // gives the scratch blob `handle` the key `key`, until `expires`
    Delete,  // forgets `key`
  };
  OpId op;
  Do what = Do::Get;
  std::string key;
  std::string handle;
  std::string bytes;
  std::string content_type;
  UnixMillis expires;
};

// HMAC-SHA256 over `text` with the host's key of that name ("media"). Answered by SignDone.
struct Sign {
  OpId op;
  std::string key;
  std::string text;
};

// Decodes a picture, measures it and scores it. Answered by InspectDone. Asked of hosts that
// decode.
struct Inspect {
  OpId op;
  BlobRef blob;
  bool film_grain = false;  // grain is wanted
};

// Puts `insert` into the scratch blob `handle` at offset `at` (an empty one leaves it as it is) and
// takes the SHA-256 of what results. Answered by SealDone.
struct Seal {
  OpId op;
  std::string handle;
  std::uint64_t at = 0;
  std::string insert;
};

// Everything a RunMachine needs to begin. Plain values, so that a host may also store and reopen
// it.
struct RunSpec {
  Outcome outcome;  // run, owner, model, list, prompt, seeds, adjustments so far
  GenerateRequest request;
  std::vector<std::string> offers;  // ids, best first
  std::string traceparent;          // for upstream calls; empty: none
  UnixMillis expires;               // of what it keeps
  QualityMode quality = QualityMode::Score;
  // Bound of what making pictures again may cost the operator; nothing: only the attempts are
  // bounded, and guard makes nothing again.
  std::optional<MicroUsd> max_extra = {};
  // Nothing is made: the reference is a picture to be evaluated, and `offers` is empty.
  std::optional<EvaluationTask> evaluation = {};
};
// Opens a RunMachine for `spec` in this process.
struct Start {
  RunSpec spec;
};
// Asks for a RunChanged whenever the run changes, and for the latest one at once.
struct Watch {
  std::string run;
};

// Tells a run of this process something from outside; a run that is not here hears nothing.
struct Nudge {
  enum class Why : std::uint8_t {
    Hook,       // a provider says that something happened to picture `image`
    Abandoned,  // its only client has left and nothing of it is kept
  };
  std::string run;
  Why why = Why::Hook;
  std::int32_t image = 0;
  std::int32_t attempt = 0;  // counted from 1 within the picture
  std::string provider_id;   // if the provider said it
};

// One line for the log, already JSON, without prompts, keys or signed queries.
struct LogLine {
  std::string json;
};
// One observation. Counters add `value`; histograms observe it.
struct Sample {
  enum class Kind : std::uint8_t { Count, Observe };
  std::string_view name;  // static storage; the table is in metering/metrics.h
  Kind kind = Kind::Count;
  std::vector<Header> labels;
  std::int64_t value = 1;  // counts, bytes, micro-dollars; milliseconds for durations
};
// The run's state for its watchers.
struct RunUpdate {
  Outcome outcome;
};
struct Report {
  std::variant<LogLine, Sample, RunUpdate> what;
};

// Nothing to do before an input comes or `until` passes.
struct Wait {
  std::optional<Instant> until;
};
struct Finished {};

using Action = std::variant<Fetch, Cancel, RespondHead, RespondChunk, RespondEnd, Query, Blob, Sign,
                            Inspect, Seal, Start, Watch, Nudge, Report, Wait, Finished>;

// ---- Inputs: what happened
// --------------------------------------------------------------------------------------------

// How full the host is, the request at hand not counted in a head. All zero on a host that does not
// count.
struct Load {
  std::int64_t runs = 0;   // in work, of the whole process
  std::int64_t bytes = 0;  // of requests and answers that are held in memory
  Millis paint_wait;       // how long the oldest picture has waited for the painter
  bool draining = false;   // the process is about to end
};

struct ClientHead {
  RequestHead head;
  Caller caller;
  Load load = {};
};
struct ClientChunk {
  std::string bytes;
};
struct ClientEnd {
  std::vector<Media> media;  // what the media scanner took out, in order
  Load load = {};
};
struct ClientGone {};

struct UpstreamHead {
  OpId op;
  int status = 0;
  Headers headers;
};
struct UpstreamChunk {
  OpId op;
  std::string bytes;
};
struct UpstreamEnd {
  OpId op;
  std::optional<BlobRef> blob = {};  // what was kept
  PictureFacts picture = {};         // what a walk over it told
};
struct UpstreamLost {
  enum class Sent : std::uint8_t { No, Maybe };  // a host that can't tell says Maybe
  OpId op;
  Sent sent = Sent::Maybe;
  std::string reason;  // connect, tls, timeout, reset, too_large, refused_by_guard, busy
};

struct QueryDone {
  OpId op;
  bool ok = false;
  std::vector<std::vector<std::vector<SqlValue>>> rows;  // per statement, per row
};
struct BlobDone {
  OpId op;
  std::optional<BlobRef> blob;  // nothing: not there, or not stored
  std::string content_type;
};
struct SignDone {
  OpId op;
  std::string mac;  // 32 raw bytes
};
struct InspectDone {
  OpId op;
  Inspection inspection;
};
struct SealDone {
  OpId op;
  BlobRef blob;        // the same one when nothing was put in
  std::string sha256;  // 64 hexadecimal digits; empty: the host has no digest
};
struct RunChanged {
  Outcome outcome;
};
struct Nudged {
  Nudge nudge;
};
struct Tick {};

using Input = std::variant<ClientHead, ClientChunk, ClientEnd, ClientGone, UpstreamHead,
                           UpstreamChunk, UpstreamEnd, UpstreamLost, QueryDone, BlobDone, SignDone,
                           InspectDone, SealDone, RunChanged, Nudged, Tick>;

}  // namespace fluxweir
