// How attempts of a picture end: by a setback, for want of time, because nobody wants it any more.
#include <algorithm>

#include "exchange/host_fit.h"
#include "exchange/job_run.h"
#include "exchange/setbacks.h"
#include "image/label.h"
#include "metering/meter.h"
#include "routing/retry.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

using Kind = Setback::Kind;

// The provider has made something, and bills it, and nobody gets it.
bool is_paid(Kind kind) {
  return kind == Kind::Unfit || kind == Kind::Spoilt || kind == Kind::Poor || kind == Kind::Empty;
}

Error nobody_waits() {
  return make_error(ErrorCode::Cancelled, "The client left before the picture was ready");
}

}  // namespace

void JobRun::meet(const Setback& setback, Outbox& out, Now now) {
  const Offer& there = *offer();
  if (setback.kind == Kind::Unknown && has_hook() && there.resubmit == Resubmit::Never) {
    phase_ = Phase::Holding;
    error_ = setback.error;
    latest().reason = setback.reason;
    if (!hook_id_.empty()) on_nudge({{}, Nudge::Why::Hook, job_.index, 0, hook_id_}, out, now);
    return;
  }
  if (!there.demo) tell_health(setback.kind, now);
  if (is_paid(setback.kind)) bound_remakes(setback.kind);
  if (is_paid(setback.kind) || setback.kind == Kind::Unknown || setback.kind == Kind::Unclear)
    book_waste();
  close_attempt(end_of(setback.kind), setback.reason, now);
  error_ = setback.error;
  if (abandoned_) return fail_with(nobody_waits());
  // The painter would only do the same again.
  const auto attempts = there.demo ? kMaxAttempts : static_cast<std::int32_t>(attempts_.size());
  const bool others = offer_ + 1 < frame_->spec.offers.size();
  const Decision decision = decide(setback, {attempts, others, there.resubmit}, jitter_);
  const bool can_call = calls_left().value_or(kLeastFetches) >= kLeastFetches;
  if (!can_call || decision.next == Next::Stop || now.mono + decision.after >= frame_->deadline)
    return fail_with(setback.error);
  const std::size_t next = decision.next == Next::NextOffer ? offer_ + 1 : offer_;
  if (!may_pay_any(next) || !frame_->context.health.take_retry()) return fail_with(setback.error);
  phase_ = Phase::Resting;
  offer_ = next;
  due_ = now.mono + decision.after;
  if (decision.after.count == 0) attempt(out, now);
}

// A provider that judges what it was asked works, and so does one whose picture shows too little:
// what was asked for may be the reason. One that only has no room tells nothing.
void JobRun::tell_health(Kind kind, Now now) {
  Health& health = frame_->context.health;
  const std::string& id = offer()->id;
  if (is_at_fault(kind)) return health.failed(id, now.mono);
  if (kind == Kind::Moderated || kind == Kind::Rejected || kind == Kind::Poor ||
      kind == Kind::Empty)
    return health.succeeded(id);
  health.undecided(id);
}

// A host that had no memory to put the label in says so by a file of the same length.
void JobRun::on_sealed(const SealDone& sealed, Outbox& out, Now now) {
  Provenance& provenance = picture_.provenance;
  if (provenance.label == kIptc && sealed.blob.bytes == picture_.blob.bytes)
    provenance.label = "no_memory";
  picture_.blob = sealed.blob;
  provenance.sha256 = sealed.sha256;
  keep(out, now);
}

void JobRun::run_out_of_time(Outbox& out, Now now) {
  const bool asked =
      phase_ == Phase::Submitting || phase_ == Phase::Looking || phase_ == Phase::Fetching;
  if (asked) out.push(Cancel{op_});
  if (phase_ == Phase::Resting) return fail_with(std::move(error_));
  if (phase_ == Phase::Signing || offer()->resubmit == Resubmit::Safe) {
    close_attempt("failed", "deadline", now);
    return fail_with(make_error(ErrorCode::UpstreamTimeout, "The picture was not ready in time"));
  }
  if (!offer()->demo) frame_->context.health.failed(offer()->id, now.mono);
  book_waste();
  close_attempt("unknown", "deadline", now);
  fail_with(unknown_error("The provider did not finish in time"));
}

// Nobody will have the picture any more. What a provider has taken it may bill all the same. One
// that is there already is looked at to the end.
void JobRun::abandon(Outbox& out, Now now) {
  abandoned_ = true;
  if (phase_ == Phase::Inspecting || phase_ == Phase::Judging || phase_ == Phase::Sealing ||
      phase_ == Phase::Keeping)
    return;
  const bool asked =
      phase_ == Phase::Submitting || phase_ == Phase::Looking || phase_ == Phase::Fetching;
  if (asked) out.push(Cancel{op_});
  if (phase_ != Phase::Resting && phase_ != Phase::Signing) book_waste();
  if (phase_ != Phase::Resting) close_attempt("cancelled", "client_gone", now);
  fail_with(nobody_waits());
}

void JobRun::close_attempt(std::string_view end, std::string reason, Now now) {
  Attempt& tried = latest();
  tried.end = end;
  tried.reason = std::move(reason);
  tried.ended = since_begun(now);
  if (end == "delivered" && !offer()->demo) frame_->context.health.succeeded(tried.offer);
}

void JobRun::book_waste() {
  const MicroUsd price = cost_of_try(*offer(), job_.request.size);
  const MicroUsd said = latest().provider_cost;
  waste_ = waste_ + (price.count > 0 && said.count > 0 ? said : price);
}

// A run's bound is for whatever is made again; under guard what is poor is only made again within
// one.
void JobRun::bound_remakes(Kind kind) {
  remade_ = true;
  reserved_ = {};
  most_extra_ = frame_->spec.max_extra;
  const bool guarded = frame_->spec.quality == QualityMode::Guard;
  if (guarded && kind == Kind::Poor && !most_extra_) most_extra_ = MicroUsd{};
}

// What a try there adds to what is reserved: an offer that failed without a bill leaves its part.
MicroUsd JobRun::extra_cost(const Offer& there) const {
  MicroUsd price = cost_of_try(there, job_.request.size);
  const bool known = !attempts_.empty() && attempts_.back().offer == there.id;
  // Whatever callers pay for it.
  if (known && !there.demo && there.resubmit == Resubmit::Never)
    price = std::max(price, attempts_.back().provider_cost);
  return {std::max<std::int64_t>(0, price.count - reserved_.count)};
}

bool JobRun::may_pay(const Offer& there) const {
  return !remade_ || frame_->made->remakes.allows(extra_cost(there), most_extra_);
}

bool JobRun::may_pay_any(std::size_t from) const {
  for (std::size_t i = from; i < frame_->spec.offers.size(); ++i) {
    const Offer* there = offer(i);
    if (there != nullptr && may_pay(*there)) return true;
  }
  return false;
}

void JobRun::fail_with(Error error) {
  error_ = std::move(error);
  phase_ = Phase::Failed;
}

}  // namespace fluxweir
