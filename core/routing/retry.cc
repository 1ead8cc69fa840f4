#include "routing/retry.h"

#include <algorithm>

namespace fluxweir {
namespace {

constexpr std::int64_t kBase = 250;
constexpr std::int64_t kCap = 20'000;

Decision again(const Setback& setback, const Standing& standing, Random& jitter) {
  const Millis pause = backoff(standing.attempts - 1, jitter);
  const Millis asked = setback.error.retry_after.value_or(Millis{});
  return {Next::SameOffer, {asked.count + pause.count}};
}

}  // namespace

Millis backoff(std::int32_t tries, Random& jitter) {
  const std::int64_t top = std::min(kCap, kBase << std::clamp(tries, 0, 10));
  return {static_cast<std::int64_t>(jitter.below(static_cast<std::uint64_t>(top)))};
}

Decision decide(const Setback& setback, const Standing& standing, Random& jitter) {
  using Kind = Setback::Kind;
  if (standing.attempts >= kMaxAttempts) return {};
  switch (setback.kind) {
    case Kind::NotSent:
    case Kind::Busy:
    case Kind::Spoilt:
    case Kind::Poor:
      if (standing.others_left) return {Next::NextOffer, {}};
      return again(setback, standing, jitter);
    case Kind::Refused:
    case Kind::Failed:
    case Kind::Unfit:
      return {standing.others_left ? Next::NextOffer : Next::Stop, {}};
    case Kind::Unknown:
      if (standing.resubmit == Resubmit::Safe) return again(setback, standing, jitter);
      return {};
    case Kind::Full:
    case Kind::Rejected:
    case Kind::Moderated:
    case Kind::Unclear:
    case Kind::Empty:
    case Kind::Gone:
      return {};
  }
  return {};
}

}  // namespace fluxweir
