// How an exchange comes to a picture that is there already: one to be evaluated, or a reference
// that the caller points to.
#include <utility>

#include "exchange/evaluation.h"
#include "exchange/exchange.h"

namespace fluxweir {

void Exchange::serve_evaluation(const Evaluate& ask, const std::vector<Media>& media, Now now) {
  const std::string own = own_media();
  const std::string whose = owner();
  Result<RunSpec> spec =
      make_evaluation(context_, ask, {routed_.dialect->name(), whose, own}, media, now, dice_);
  if (!spec) return refuse(std::move(spec.error()), now);
  const HostProfile& host = context_.settings.host;
  if (auto without = check_wait(ask.wait, host)) return refuse(std::move(*without), now);
  const bool keyed = !ask.idempotency_key.empty();
  if (keyed && host.stateless)
    return refuse(make_error(ErrorCode::StateNotAvailable,
                             "This host keeps nothing: leave idempotency-key out"),
                  now);
  plan_.spec = std::move(*spec);
  plan_.spec.traceparent = trace_.text();
  wait_ = ask.wait;
  preferred_ = ask.preferred;
  if (keyed) return serve_keyed(Keyed::First);
  how_.base_url = base_url();
  shows_run_ = true;
  find_reference(now);
}

// What the key has made, if it has: the answer is the same as to the first request.
void Exchange::serve_keyed(Keyed keyed) {
  keyed_ = keyed;
  serve_run(plan_.spec.outcome.run, plan_.spec.outcome.owner);
  how_.run_read = false;
}

// The picture that the caller points to, if there is one.
void Exchange::find_reference(Now now) {
  std::optional<Reference>& reference = plan_.spec.request.reference;
  if (!reference || reference->url.empty()) return admit(now);
  reference_.emplace(context_.settings.fetch, own_media(), std::move(*reference));
  reference_->start(out_, now);
  deadline_ = reference_->deadline();
  enter(Phase::Gathering);
  gather(Tick{}, now);
}

void Exchange::gather(const Input& input, Now now) {
  reference_->handle(input, out_, now);
  if (reference_->state() == ReferenceFetch::State::Fetching) return;
  deadline_.reset();
  if (reference_->state() == ReferenceFetch::State::Failed) return refuse(reference_->error(), now);
  plan_.spec.request.reference = reference_->reference();
  admit(now);
}

}  // namespace fluxweir
