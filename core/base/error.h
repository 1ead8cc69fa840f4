// Errors are values: a stable code, the faults that led to it and a message that says what to
// change. The table in error.cc gives each code its wire name, HTTP status and who is to blame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"

namespace fluxweir {

enum class ErrorCode : std::uint8_t {
  InvalidJson,           // not JSON by our policy (encoding, duplicates, depth, grammar)
  InvalidRequest,        // the body or head is wrong as a whole
  InvalidParameter,      // one or more parameters are; see faults
  UnsupportedMediaType,  // a create route wants application/json
  BodyTooLarge,
  HeadTooLarge,
  Unauthorized,
  ForbiddenOrigin,  // a web page on another origin
  Forbidden,
  LicenceNotAccepted,  // the model's licence must be accepted in the settings
  RouteNotFound,
  MethodNotAllowed,
  ModelNotFound,
  RunNotFound,
  MediaNotFound,
  MediaExpired,
  Conflict,
  PromptRefused,   // the text was judged before anything was made
  PictureRefused,  // the picture was judged after it was made
  BudgetExceeded,
  RateLimited,
  TooManyRuns,
  StateNotAvailable,  // this host keeps no state
  NoProvider,         // nothing can serve the request
  UpstreamRefused,    // a provider would not take a valid request (its limits, our account)
  UpstreamFailed,     // a provider failed
  UpstreamTimeout,
  OutcomeUnknown,  // whether the provider made (and billed) a picture can't be resolved
  Cancelled,
  Unavailable,  // shutting down or out of a local resource
  Bug,          // a broken invariant of ours
};

// Who must act. Retry, charging and logging read this, not the code, wherever they can.
enum class Blame : std::uint8_t { Caller, Policy, Upstream, Us };

// One thing wrong with one parameter.
struct Fault {
  std::string path;  // JSON pointer into the caller's own body, "/prompt"
  std::string rule;  // stable word: missing, type, range, one_of, format, length, unknown,
                     // not_of_model, reachable
  std::string
      got_type;  // JSON type of what came: string, integer, number, boolean, object, array, null
  std::string allowed;  // what would be accepted, for people: "1..4", "jpeg, png"
  std::string nearest;  // nearest legal value as a JSON token, empty if there is none
  bool operator==(const Fault&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::Bug;
  std::string message;  // never holds a prompt, a key or an upstream body
  std::vector<Fault> faults;
  std::optional<Millis> retry_after;
  bool operator==(const Error&) const = default;
};

// An error without faults.
Error make_error(ErrorCode code, std::string_view message);

std::string_view wire_name(ErrorCode code);  // "invalid_parameter"
int http_status(ErrorCode code);             // 422
Blame blame(ErrorCode code);
std::string_view blame_name(Blame blame);

// The code whose wire name is `name`; nothing when there is none.
std::optional<ErrorCode> find_error_code(std::string_view name);

}  // namespace fluxweir
