// Takes the credential off a request: the core gets what identifies the caller, never the secret.
// And what is signed with a secret of our own.
#pragma once

#include <string>
#include <string_view>

#include "exchange/events.h"

namespace fluxweir::wasi {

// Removes the secret headers from `headers`.
Caller take_caller(Headers& headers);

std::string hmac_sha256(std::string_view key, std::string_view text);  // RFC 2104, 32 raw bytes

}  // namespace fluxweir::wasi
