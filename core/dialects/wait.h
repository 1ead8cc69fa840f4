// How long a client waits for the end of a run: `?wait=N`, or `Prefer: wait=N` and
// `Prefer: respond-async` (RFC 7240).
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/units.h"
#include "http/message.h"

namespace fluxweir {

struct AskedWait {
  std::optional<Millis> time;  // 0 to an hour; nothing: the client did not say
  std::string preferred;       // what is obeyed of Prefer, as preference-applied says it
};

// A query goes before a header; `wait` without a number is a minute. Fails with InvalidRequest for
// a query that is none of these. A preference that is unknown or can't be read is ignored, as the
// RFC has it, and one of more than an hour is taken for an hour.
Result<AskedWait> read_wait(const RequestHead& head);

}  // namespace fluxweir
