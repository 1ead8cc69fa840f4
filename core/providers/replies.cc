#include "providers/replies.h"

#include "base/text.h"

namespace fluxweir {
namespace {

using Kind = Setback::Kind;

Kind kind_of_submit(int status) {
  switch (status) {
    case 401:
    case 402:
    case 403:
    case 404:
      return Kind::Refused;
    case 425:
    case 429:
    case 503:
      return Kind::Busy;
    case 408:
      return Kind::Unknown;
    default:
      // A redirect was not followed, so nothing was taken.
      if (status >= 300 && status < 400) return Kind::Refused;
      return status >= 400 && status < 500 ? Kind::Rejected : Kind::Unknown;
  }
}

Error error_of(Kind kind, int status) {
  const std::string answer = " (it answered HTTP " + whole_text(status) + ")";
  switch (kind) {
    case Kind::Refused:
      if (status == 402) {
        return make_error(
            ErrorCode::UpstreamRefused,
            "The gateway's account at the provider has no credit left: its operator must act");
      }
      return make_error(
          ErrorCode::UpstreamRefused,
          "The provider does not let this gateway in or does not know the model: its operator "
          "must act" +
              answer);
    case Kind::Busy:
      return make_error(
          ErrorCode::Unavailable,
          "The provider takes no more requests at the moment: try again shortly" + answer);
    case Kind::Rejected:
      return make_error(
          ErrorCode::UpstreamRefused,
          "The provider would not take this request, though it is valid here" + answer);
    default:
      return make_error(
          ErrorCode::OutcomeUnknown,
          "The provider broke off, so whether it has made the picture can't be told; it costs "
          "you nothing" +
              answer);
  }
}

}  // namespace

std::optional<Millis> read_retry_after(const Headers& headers) {
  const auto text = find_header(headers, "retry-after");
  const auto seconds = text ? to_integer(trim(*text)) : std::nullopt;
  if (!seconds || *seconds < 0 || *seconds > 3600) return std::nullopt;
  return Millis{*seconds * 1000};
}

std::optional<Setback> read_status(const Reply& reply, Asked asked) {
  if (reply.status >= 200 && reply.status < 300) return std::nullopt;
  Setback setback;
  setback.kind = asked == Asked::Submit ? kind_of_submit(reply.status) : Kind::Unclear;
  setback.reason = "http_" + whole_text(reply.status);
  setback.error = error_of(setback.kind, reply.status);
  if (reply.status == 429 || reply.status == 503)
    setback.error.retry_after = read_retry_after(reply.headers);
  return setback;
}

Setback unreadable(Asked asked) {
  return {
      asked == Asked::Submit ? Kind::Unknown : Kind::Unclear, "unreadable",
      make_error(
          ErrorCode::OutcomeUnknown,
          "The provider's answer can't be read, so whether it has made the picture can't be told; "
          "it costs you nothing")};
}

}  // namespace fluxweir
