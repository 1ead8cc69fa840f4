#include "exchange/admission.h"

#include <string>
#include <utility>

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kSmallBody = 16 * 1024;

// Whole seconds, not the same for all, so that those who were refused together don't return
// together.
Error come_again(ErrorCode code, std::string message, std::int64_t after_s, Random& random) {
  const auto more = static_cast<std::int64_t>(random.below(3));
  return {code, std::move(message), {}, Millis{(after_s + more) * 1000}};
}

}  // namespace

std::optional<Error> check_load(const Load& load, const Limits& limits, const Route& route,
                                std::int64_t body, Random& random) {
  if (!route.creates && route.id != RouteId::Media) return std::nullopt;
  // A body that could never fit is let in here: it is too large, not untimely.
  if (load.bytes > 0 && load.bytes + body > limits.bytes_in_flight) {
    return come_again(ErrorCode::Unavailable, "There is no memory for one more: try again", 1,
                      random);
  }
  if (!route.creates) return std::nullopt;
  if (load.draining) {
    return come_again(ErrorCode::Unavailable, "The gateway is about to end: try again", 2, random);
  }
  if (load.runs >= limits.runs) {
    return come_again(
        ErrorCode::TooManyRuns,
        "There are " + whole_text(load.runs) + " runs in work, as many as there may be: try again",
        1, random);
  }
  if (load.paint_wait > limits.paint_wait) {
    return come_again(ErrorCode::Unavailable, "The painter is behind with its work: try again", 1,
                      random);
  }
  return std::nullopt;
}

std::int64_t declared_length(const RequestHead& head) {
  return to_integer(find_header(head.headers, "content-length").value_or("")).value_or(0);
}

bool has_large_body(const RequestHead& head) {
  return find_header(head.headers, "transfer-encoding").has_value() ||
         declared_length(head) > kSmallBody;
}

}  // namespace fluxweir
