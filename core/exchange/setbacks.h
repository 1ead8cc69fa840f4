// The setbacks that a run meets by itself, beside those that codecs read out of answers: lost
// calls, pictures that can't be delivered. What each kind is called in a trace, and whose fault it
// is.
#pragma once

#include <string>
#include <string_view>

#include "exchange/events.h"
#include "image/flaw.h"
#include "image/setback.h"

namespace fluxweir {

// What reasons about a picture that came, or should have, begin with: "picture_cut".
inline constexpr std::string_view kPictureReason = "picture_";

// How an attempt that met it ended: not_sent, refused, moderated, failed, unknown.
std::string_view end_of(Setback::Kind kind);

// Whether it speaks against the offer's health. A provider that judges what it was asked works.
bool is_at_fault(Setback::Kind kind);

// OutcomeUnknown; `what` begins its message.
Error unknown_error(std::string_view what);

// `safe`: a repeat costs nothing, so that nothing is unknown that matters.
Setback lost_submit(const UpstreamLost& lost, bool safe);

// The picture that came is none to be delivered; `fault` is what broke its structure, if that is
// broken.
Setback flawed(Flaw flaw, PictureFault fault);

// The picture is there and could not be fetched; `reason` is a stable word.
Setback not_fetched(std::string_view reason);

}  // namespace fluxweir
