// What HTTP statuses mean when pictures are asked for, the same for most providers.
#pragma once

#include <optional>
#include <string_view>

#include "http/message.h"
#include "image/setback.h"
#include "providers/codec.h"

namespace fluxweir {

// The setback that `reply` is by its status alone; nothing for 2xx. A submit that was answered by
// a server's error other than 503 may have been taken.
std::optional<Setback> read_status(const Reply& reply, Asked asked);

// An answer without what it should hold: after a submit nobody knows, after a check one looks
// again.
Setback unreadable(Asked asked);

// A Retry-After header in whole seconds, at most an hour; nothing otherwise.
std::optional<Millis> read_retry_after(const Headers& headers);

}  // namespace fluxweir
