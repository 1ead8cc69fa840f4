#include "exchange/host_fit.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/reference_fetch.h"

namespace fluxweir {
namespace {

// The module, settings, a request of the greatest size and its answer around the pictures.
constexpr std::int64_t kBesidePictures = 24 << 20;

bool inlines(const GenerateRequest& request, const Create& create, const HostProfile& host) {
  return request.sync_mode || host.stateless || create.media != MediaStyle::Url;
}

// The reference picture, and its text in every submit.
std::int64_t memory_of(const std::optional<Reference>& reference, std::int64_t submits) {
  if (!reference) return 0;
  const std::int64_t bytes =
      reference->blob ? static_cast<std::int64_t>(reference->blob->bytes) : kMaxReferenceBytes;
  return bytes + submits * (bytes * 4 / 3);
}

// Whether `pictures` of them stay within the bounds.
bool fits(std::int64_t pictures, const GenerateRequest& request, const Create& create,
          const Codec& codec, const HostProfile& host) {
  const RequestBounds& bounds = host.bounds;
  const auto within = [](std::int64_t need, std::int64_t bound) {
    return bound == 0 || need <= bound;
  };
  const std::int64_t each = codec.answers_at_once() ? 1 : kLeastFetches;
  const bool finds = request.reference && !request.reference->url.empty();
  const std::int64_t bytes = pictures * most_bytes(request.format, request.size);
  const std::int64_t reference = memory_of(request.reference, pictures);
  return within(pictures * each + (finds ? kMostReferenceFetches : 0), bounds.fetches) &&
         within(pictures, bounds.parallel_fetches) &&
         within(bytes + reference + kBesidePictures, bounds.memory) &&
         within(inlines(request, create, host) ? bytes : 0, bounds.inlined);
}

}  // namespace

std::optional<Error> check_state(const Route& route, const HostProfile& host) {
  if (!host.stateless || !route.needs_state) return std::nullopt;
  return make_error(ErrorCode::StateNotAvailable,
                    "This host keeps no runs and no pictures: it only answers with the pictures");
}

std::optional<Error> check_wait(const std::optional<Millis>& wait, const HostProfile& host) {
  if (!host.stateless || !wait || wait->count > 0) return std::nullopt;
  return make_error(
      ErrorCode::StateNotAvailable,
      "This host keeps no runs that could be read later: use an API that waits for the "
      "pictures, such as POST /v1/images, or send Prefer: wait where that is obeyed");
}

std::optional<Error> fit_media(const Create& create, const HostProfile& host, Judged& judged) {
  const bool changes =
      host.stateless && create.media == MediaStyle::Url && !judged.request.sync_mode;
  if (!changes) return std::nullopt;
  if (create.strict) {
    return Error{ErrorCode::InvalidParameter,
                 "The request is not valid: this host keeps no pictures, so they can't have URLs",
                 {{"/sync_mode", "adjusted", {}, "true in strict mode on this host", "true"}},
                 {}};
  }
  judged.adjustments.push_back({"media", Adjustment::Action::Inlined, {}, {}, "no_storage"});
  return std::nullopt;
}

// The most pictures of a request that fit, at most as many as it asks for.
std::int64_t most_that_fit(const GenerateRequest& request, const Create& create, const Codec& codec,
                           const HostProfile& host) {
  std::int64_t most = request.num_images;
  while (most > 0 && !fits(most, request, create, codec, host)) --most;
  return most;
}

std::optional<Error> check_bounds(const GenerateRequest& request, const Create& create,
                                  const Codec& codec, const HostProfile& host) {
  std::int64_t most = most_that_fit(request, create, codec, host);
  if (most == request.num_images) return std::nullopt;
  Error error = make_error(ErrorCode::InvalidParameter,
                           "The request takes more than this host has for one: ");
  if (most == 0) {
    GenerateRequest jpeg = request;
    jpeg.format = Format::Jpeg;
    most = most_that_fit(jpeg, create, codec, host);
    if (most == 0) {
      error.message += "it can't serve this model, or not with this image_url";
      return error;
    }
    error.message += "ask for JPEG";
    error.faults.push_back({"/output_format", "host_limit", {}, "jpeg on this host", "\"jpeg\""});
  }
  if (most < request.num_images) {
    const std::string range = most == 1 ? "1" : "1.." + whole_text(most);
    error.message += error.faults.empty() ? "ask for fewer pictures" : " and for fewer pictures";
    error.faults.push_back(
        {"/num_images", "host_limit", {}, range + " of these on this host", whole_text(most)});
  }
  return error;
}

// PNG: a filter byte a row and stored blocks, if nothing can be compressed. JPEG: no encoder of a
// provider comes near 12 bits a pixel.
std::int64_t most_bytes(Format format, Size size) {
  constexpr std::int64_t kRest = 64 << 10;
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  return kRest + (format == Format::Png ? 3 * pixels + size.height : pixels + pixels / 2);
}

std::optional<std::int32_t> fetches_each(const RequestBounds& bounds, std::int32_t pictures) {
  if (bounds.fetches == 0) return std::nullopt;
  return std::max(1, (bounds.fetches - kMostReferenceFetches) / std::max(1, pictures));
}

}  // namespace fluxweir
