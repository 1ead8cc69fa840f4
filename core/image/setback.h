// An attempt's bad news, sorted by what may be done about it. Codecs and the run say which it is;
// routing decides what comes next.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace fluxweir {

struct Setback {
  enum class Kind : std::uint8_t {
    NotSent,    // nothing of the request left this machine
    Full,       // this machine itself has no room for it
    Refused,    // this provider will not take it (credit, key, model); another may
    Busy,       // not taken now: too many requests
    Rejected,   // the request itself is wrong in the provider's eyes; no other is asked
    Moderated,  // refused for its content, before or after it was made; no other is asked
    Failed,     // taken, and failed for certain
    Unfit,      // made, and not what was asked for: this provider would do it again
    Spoilt,     // made, and damaged or there already: the next one may be fine
    Poor,       // made and whole, and not good enough: another try may be better
    Empty,      // made and whole, and nothing is to be seen: it may not want to show it
    Unknown,    // a submit of which nobody can tell whether it was taken
    Unclear,    // a look at a task that was taken told nothing: look again
    Gone,       // the provider knows no such task
  };
  Kind kind = Kind::Unknown;
  std::string reason;  // a stable word for traces and metrics: http_402, connect, unreadable
  Error error;         // what the caller is told if nothing else can be done
};

}  // namespace fluxweir
