// What became of a run: pictures, failures, what was changed on the way and what it costs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/units.h"
#include "http/message.h"
#include "image/inspection.h"
#include "image/request.h"

namespace fluxweir {

// One line of the receipt.
struct Adjustment {
  enum class Action : std::uint8_t { Unchanged, Mapped, Clamped, Dropped, Inlined, Reduced };
  std::string path;  // JSON pointer into the caller's own body
  Action action = Action::Dropped;
  std::string from;  // JSON
  std::string to;    // JSON; empty when there is none
  std::string
      reason;  // stable word: not_a_parameter_of_model, unknown_field, step_of_32, no_storage, ...
  bool operator==(const Adjustment&) const = default;
};
std::string_view action_name(Adjustment::Action action);
std::optional<Adjustment::Action> find_action(std::string_view name);

// One phrase that the enhancer added.
struct Addition {
  std::string facet;  // style, lighting, camera, composition, material, mood
  std::string phrase;
  bool operator==(const Addition&) const = default;
};

// The prompt after enhancement; `final` is what the provider gets.
struct FinalPrompt {
  std::string text;
  std::vector<Addition> added;
  std::string vertical;  // portrait, fashion, product, creative; empty when not enhanced
  std::string skipped;   // why nothing was added: structured, long, detailed, not_english,
                         // reference_only, empty, already_enhanced
  std::vector<std::string> warnings;  // negation_detected: ...
  bool operator==(const FinalPrompt&) const = default;
};

// What may be known of the file that is delivered.
struct Provenance {
  std::string sha256;     // 64 hexadecimal digits, of all its bytes
  std::string label;      // what was written into it: iptc, or why not: has_c2pa, has_xmp,
                          // no_memory; empty: nothing was to be
  std::int64_t c2pa = 0;  // bytes of its C2PA manifest store; 0: it has none
  bool operator==(const Provenance&) const = default;
};

// What an external judge said of a picture. None of it was measured here.
struct Judgement {
  std::string judge;     // its name in the settings; empty: none was to be asked
  std::string unjudged;  // why it has no verdict: pending, timeout, unreadable, http_500,
                         // budget, no_storage, ...; empty: it has one
  std::string verdict;   // pass, warn, fail
  std::vector<std::string> reasons;  // why it is not pass
  std::string fields;                // what it scored, a JSON object; empty: nothing
  MicroUsd cost;                     // of the operator, for asking
  bool operator==(const Judgement&) const = default;
};

struct Picture {
  std::int32_t index = 0;
  std::uint64_t seed = 0;
  Size size;
  Format format = Format::Jpeg;
  BlobRef blob;       // scratch, while the run's process lives
  std::string key;    // under which the host keeps it; empty when it does not
  std::string offer;  // that made it
  std::string url;    // filled in for one answer, never stored
  Inspection inspection = {};
  Provenance provenance = {};
  Judgement judgement = {};
};

struct JobFailure {
  std::int32_t index = 0;
  Error error;
};

// One try of one picture at one offer, for the trace. Times count from the run's beginning.
struct Attempt {
  std::int32_t image = 0;
  std::string offer;
  std::string end;     // delivered, not_sent, refused, moderated, failed, unknown, cancelled; empty
                       // while it is on its way
  std::string reason;  // stable word: connect, timeout, http_402, request_moderated, ...
  std::int32_t status = 0;  // of the provider's latest answer; 0: there was none
  std::string provider_id;  // by which the provider knows it; empty: it never said
  std::int32_t calls = 0;   // upstream calls made for it
  Millis begun;
  std::optional<Millis> accepted;  // when the provider had taken it
  std::optional<Millis> ready;     // when the provider said that it is done
  std::optional<Millis> ended;
  MicroUsd provider_cost;  // what the provider said it takes for it; 0: it did not say
  bool operator==(const Attempt&) const = default;
};

enum class RunState : std::uint8_t {
  Queued,
  Running,
  Succeeded,
  PartialSucceeded,
  Failed,
  Cancelled
};
std::string_view state_name(RunState state);
std::optional<RunState> find_state(std::string_view name);
bool is_final(RunState state);

struct Outcome {
  std::string run;    // UUIDv7
  std::string owner;  // key id of the caller, "keyless" when no key is asked for
  RunState state = RunState::Queued;
  std::string dialect;
  std::string model;
  std::string offer;
  bool demo = false;  // made by the renderer, not by a model
  bool substitute = false;
  std::int32_t attempts = 0;
  MicroUsd list;
  MicroUsd cost;
  FinalPrompt prompt;
  bool enhanced = false;             // enhancement was asked for
  std::vector<std::uint64_t> seeds;  // one per picture asked for
  std::vector<Adjustment> adjustments;
  std::vector<Picture> pictures;
  std::vector<JobFailure> failures;
  std::vector<Attempt> trace;  // in the order of their beginning
  MicroUsd waste;              // what providers may have taken for pictures that nobody got
  std::string input;           // what the caller asked for, a JSON object; never the pictures in it
  std::string client_ref;      // the caller's own name for the run
  std::string metadata;        // the caller's own JSON object, echoed; empty: none
  Size size;
  Format format = Format::Jpeg;
  bool sync_mode = false;
  UnixMillis created;
  UnixMillis started;  // when its first picture was begun; 0 before
  UnixMillis completed;
  Millis duration;
};

}  // namespace fluxweir
