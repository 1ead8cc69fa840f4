#include "exchange/setbacks.h"

#include <utility>

namespace fluxweir {
namespace {

using Kind = Setback::Kind;

// Another may do better with what is spoilt or unfit; what one does not want to show is not carried
// to the next.
Setback::Kind kind_of(Flaw flaw) {
  if (flaw == Flaw::Black || flaw == Flaw::Blank) return Kind::Empty;
  if (flaw == Flaw::Poor || flaw == Flaw::Alike) return Kind::Poor;
  return flaw == Flaw::Size || flaw == Flaw::Format ? Kind::Unfit : Kind::Spoilt;
}

}  // namespace

std::string_view end_of(Kind kind) {
  switch (kind) {
    case Kind::NotSent:
    case Kind::Full:
      return "not_sent";
    case Kind::Refused:
    case Kind::Busy:
    case Kind::Rejected:
      return "refused";
    case Kind::Moderated:
      return "moderated";
    case Kind::Failed:
    case Kind::Unclear:
    case Kind::Unfit:
    case Kind::Spoilt:
    case Kind::Poor:
    case Kind::Empty:
      return "failed";
    case Kind::Unknown:
    case Kind::Gone:
      return "unknown";
  }
  return "failed";
}

bool is_at_fault(Kind kind) {
  return kind == Kind::NotSent || kind == Kind::Refused || kind == Kind::Unknown ||
         kind == Kind::Failed || kind == Kind::Unclear || kind == Kind::Unfit ||
         kind == Kind::Spoilt;
}

Error unknown_error(std::string_view what) {
  return make_error(ErrorCode::OutcomeUnknown,
                    std::string(what) +
                        ", so whether it has made the picture can't be told; it costs you nothing");
}

Setback lost_submit(const UpstreamLost& lost, bool safe) {
  const bool late = lost.reason == "timeout";
  if (lost.sent == UpstreamLost::Sent::No) {
    if (lost.reason == "busy") {
      return {Kind::Full,
              "busy",
              {ErrorCode::Unavailable,
               "Too many pictures are being made: try again shortly",
               {},
               Millis{2000}}};
    }
    return {Kind::NotSent,
            lost.reason,
            {late ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed,
             "The provider could not be reached",
             {},
             {}}};
  }
  if (!safe) {
    return {Kind::Unknown, lost.reason,
            unknown_error(late ? "The provider did not answer in time" : "The provider broke off")};
  }
  return {Kind::Unknown,
          lost.reason,
          {late ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed,
           late ? "The provider did not answer in time" : "The provider broke off",
           {},
           {}}};
}

Setback flawed(Flaw flaw, PictureFault fault) {
  std::string message = "The provider's picture can't be delivered: ";
  message += flaw == Flaw::Size        ? "it is not of the size asked for"
             : flaw == Flaw::Format    ? "it is not of the format asked for"
             : flaw == Flaw::Black     ? "all of it is black"
             : flaw == Flaw::Blank     ? "all of it is of one colour"
             : flaw == Flaw::Duplicate ? "it is the same as another one of this run"
             : flaw == Flaw::Alike     ? "it looks the same as another one of this run"
             : flaw == Flaw::Poor      ? "it is below the quality that is guarded here"
                                       : "it is not a whole picture";
  const bool known = flaw == Flaw::Broken && fault != PictureFault::None;
  const std::string_view name = known ? fault_name(fault) : flaw_name(flaw);
  return {kind_of(flaw), std::string(kPictureReason) += name,
          make_error(ErrorCode::UpstreamFailed, message)};
}

Setback not_fetched(std::string_view reason) {
  return {Kind::Unclear, std::string(kPictureReason) += reason,
          make_error(
              ErrorCode::UpstreamFailed,
              "The provider made the picture, but it could not be fetched; it costs you nothing")};
}

}  // namespace fluxweir
