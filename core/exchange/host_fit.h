// Whether a host can carry what is asked: one without state has no runs to be read, and platforms
// bound what one request may take. Said before money is spent.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "dialects/routes.h"
#include "params/validate.h"
#include "providers/codec.h"
#include "settings/settings.h"

namespace fluxweir {

// Both fail with StateNotAvailable. `wait`: as in Create.
std::optional<Error> check_state(const Route& route, const HostProfile& host);
std::optional<Error> check_wait(const std::optional<Millis>& wait, const HostProfile& host);

// How pictures leave a host that keeps none: inside the answer, which is an adjustment unless it
// was asked for. Fails with InvalidParameter in strict mode.
std::optional<Error> fit_media(const Create& create, const HostProfile& host, Judged& judged);

// Fails with InvalidParameter when the request can't be served within the host's bounds even if all
// goes well; the fault says how many pictures can.
std::optional<Error> check_bounds(const GenerateRequest& request, const Create& create,
                                  const Codec& codec, const HostProfile& host);

// An upper bound of a whole picture file of that size, in bytes.
std::int64_t most_bytes(Format format, Size size);

// Of `bounds.fetches` the part of one picture out of `pictures`; what finding a reference picture
// may take is left out. Nothing: it is not counted.
std::optional<std::int32_t> fetches_each(const RequestBounds& bounds, std::int32_t pictures);

// What a picture takes at least from a provider that is asked again until it is ready: the submit,
// one look, the download.
inline constexpr std::int32_t kLeastFetches = 3;

}  // namespace fluxweir
