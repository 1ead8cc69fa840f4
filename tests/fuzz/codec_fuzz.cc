// Providers' answers: whatever comes is a progress or a setback, and no message quotes it.
#include <array>

#include "providers/registry.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

// Stands in the answer wherever the input has an '@'.
constexpr std::string_view kMarker = "q9z-marker-x7";

constexpr std::array<int, 20> kStatuses = {200, 201, 202, 204, 206, 301, 302, 400, 401, 402,
                                           403, 404, 408, 409, 422, 429, 500, 502, 503, 504};
constexpr std::array<std::string_view, 5> kTypes = {"application/json", "text/html", "image/png",
                                                    "", "application/problem+json"};

std::string planted(std::string_view text) {
  std::string out;
  for (const char c : text) c == '@' ? out += kMarker : out += c;
  return out;
}

void check_text(std::string_view text) {
  law(text.find(kMarker) == std::string_view::npos, "no message quotes the answer", text);
}

void check(const Setback& setback) {
  law(!setback.reason.empty(), "a setback has a reason");
  for (const char c : setback.reason)
    law((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_', "which is a stable word",
        setback.reason);
  law(!setback.error.message.empty(), "and something to tell the caller");
  check_text(setback.reason);
  check_text(setback.error.message);
  for (const Fault& fault : setback.error.faults) {
    check_text(fault.rule);
    check_text(fault.allowed);
    law(fault.path.empty() || fault.path.front() == '/', "a fault's path is a JSON pointer");
  }
  if (setback.error.retry_after)
    law(setback.error.retry_after->count >= 0, "time does not run backwards");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const Codec& codec = choices.byte() % 2 == 0 ? bfl_codec() : renderer_codec();
  const std::uint8_t how = choices.byte();
  const Asked asked = how & 1U ? Asked::Check : Asked::Submit;
  Reply reply;
  const std::uint32_t status = choices.byte();
  reply.status = status < 200 ? kStatuses[status % kStatuses.size()] : static_cast<int>(status) * 3;
  reply.headers = {{"content-type", std::string(kTypes[choices.below(kTypes.size())])},
                   {"retry-after", planted(choices.line())}};
  if (how & 2U) {
    reply.blob = BlobRef{"s1", choices.byte(), BlobRef::As::Raw};
    reply.picture = {how & 4U ? PictureKind::Jpeg : PictureKind::Unknown, {}};
  }
  reply.body = planted(choices.rest());

  const Result<Progress, Setback> read = codec.read(reply, asked);
  if (!read) {
    check(read.error());
    const bool clear =
        read.error().kind != Setback::Kind::NotSent && read.error().kind != Setback::Kind::Full;
    law(clear, "an answer is proof that something was sent");
    return 0;
  }
  law(reply.status >= 200 && reply.status < 300, "only a 2xx is progress");
  if (const auto* pending = std::get_if<Pending>(&*read)) {
    law(asked == Asked::Check || !pending->ticket.id.empty(), "what was taken can be looked up");
    if (pending->again_in) law(pending->again_in->count >= 0, "time does not run backwards");
    law(pending->cost.count >= 0, "a cost is no gift");
  } else {
    const auto& ready = std::get<Ready>(*read);
    law(ready.blob || !ready.url.empty(), "a picture is somewhere");
  }
  return 0;
}
