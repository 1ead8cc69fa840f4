// Takes the credentials out of a request head: the core learns who asks, never the secret.
#pragma once

#include "exchange/events.h"
#include "http/message.h"

namespace fluxweir::native {

// Removes authorization, x-key, x-api-key and cookie from `headers`. More than one credential is
// told as the scheme "ambiguous" without an id, which nothing can match.
Caller take_caller(Headers& headers);

}  // namespace fluxweir::native
