// Writes the head of an answer by hand: Boost.Beast's way costs half the requests a second.
#pragma once

#include <string>
#include <string_view>

#include "exchange/events.h"

namespace fluxweir::native {

enum class Framing : std::uint8_t { Length, Chunked, UntilClose, None };

// How the body of `head` goes out. `Length` when the core gave one.
Framing choose_framing(const RespondHead& head, bool http10);

// Status line, fields, date (unless given), connection, empty line. `connection` may be empty.
// Control characters in values become spaces; a `connection` or `transfer-encoding` of the core's
// is left out: both are the host's.
std::string format_head(const RespondHead& head, Framing framing, std::string_view connection,
                        UnixMillis wall);

std::string_view reason_phrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(UnixMillis wall);

// A whole answer for a request that no machine has seen; it closes the connection. `message` needs
// no JSON escape.
std::string format_refusal(int status, std::string_view message, UnixMillis wall,
                           int retry_after_s = 0);

}  // namespace fluxweir::native
