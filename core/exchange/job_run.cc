#include "exchange/job_run.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/hook_link.h"
#include "exchange/host_fit.h"
#include "exchange/setbacks.h"
#include "http/url.h"
#include "image/label.h"
#include "providers/registry.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

using Kind = Setback::Kind;
using Keep = Fetch::Keep;

constexpr std::size_t kMaxReply = 1 << 20;  // of JSON and text; pictures pass by
constexpr Millis kFetchTime{60'000};
constexpr std::int32_t kMostFetches = 6;  // of one picture
constexpr std::int32_t kMostGone = 4;     // looks in a row at a task that is not known
constexpr Millis kLongestLookPause{10'000};
constexpr std::int32_t kSpreadLooks = 3;
constexpr Millis kLastLook{10'000};  // before the deadline, so that there is time for the download

}  // namespace

const Offer* JobRun::offer(std::size_t index) const {
  return find_offer(frame_->context.settings.offers, frame_->spec.offers[index],
                    frame_->spec.outcome.model);
}

const Codec* JobRun::codec() const { return find_codec(offer()->codec); }

void JobRun::start(Outbox& out, Now now) {
  frame_->context.health.wanted();
  attempt(out, now);
}

// The next offer that may be asked gets the job.
void JobRun::attempt(Outbox& out, Now now) {
  Health& health = frame_->context.health;
  const std::vector<std::string>& offers = frame_->spec.offers;
  const Offer* there = offer();
  const auto may_ask = [&] {
    return may_pay(*there) && (there->demo || health.admit(there->id, now.mono));
  };
  while (there != nullptr && !may_ask()) {
    if (offer_ + 1 < offers.size()) {
      ++offer_;
      there = offer();
      continue;
    }
    if (!attempts_.empty()) return fail_with(std::move(error_));
    const Instant until = health.closed_until(there->id, now.mono).value_or(now.mono);
    return fail_with({ErrorCode::Unavailable,
                      "Every provider of this model has failed lately: try again shortly",
                      {},
                      Millis{std::max<std::int64_t>(1000, (until - now.mono).count)}});
  }
  if (there == nullptr || codec() == nullptr)
    return fail_with(make_error(ErrorCode::NoProvider, "The offer is not there any more"));
  if (remade_) {
    const MicroUsd extra = extra_cost(*there);
    frame_->made->remakes.spend(extra);
    reserved_ = reserved_ + extra;
  }
  Attempt tried;
  tried.image = job_.index;
  tried.offer = there->id;
  tried.begun = since_begun(now);
  attempts_.push_back(std::move(tried));
  ticket_ = {};
  pending_at_ = {};
  looks_ = misses_ = gone_ = fetches_ = 0;
  hook_id_.clear();
  hooked_ = false;
  if (!has_hook()) return submit("", out);
  phase_ = Phase::Signing;
  HookLink link{there->provider,
                frame_->spec.outcome.run,
                job_.index,
                static_cast<std::int32_t>(attempts_.size()),
                {}};
  op_ = out.ask(Sign{{}, std::string(kHookKey), link.signed_text()});
}

// A host without state can't tell which process has the run.
bool JobRun::has_hook() const {
  const Settings& settings = frame_->context.settings;
  return !settings.public_url.empty() && !settings.host.stateless && codec()->takes_hook();
}

void JobRun::submit(std::string_view hook, Outbox& out) {
  phase_ = Phase::Submitting;
  Call call = codec()->submit(job_, *offer(), hook);
  add_trace(call);
  ask(std::move(call), codec()->answers_at_once() ? Keep::Picture : Keep::Nothing, out);
}

void JobRun::look(Outbox& out) {
  phase_ = Phase::Looking;
  Call call = codec()->check(ticket_, *offer());
  add_trace(call);
  ask(std::move(call), Keep::Nothing, out);
}

void JobRun::ask(Call call, Keep keep, Outbox& out) {
  ++latest().calls;
  ++asked_;
  reply_ = {};
  // What was promised to fit must not come larger.
  const GenerateRequest& request = job_.request;
  const bool bounded = keep == Keep::Picture && bounds().memory > 0;
  const std::int64_t most = bounded ? most_bytes(request.format, request.size) : 0;
  op_ = out.ask(Fetch{{}, std::move(call), keep, static_cast<std::uint64_t>(most)});
}

// Calls that the host will still make for this picture; nothing: it does not count them.
std::optional<std::int32_t> JobRun::calls_left() const {
  const auto most = fetches_each(bounds(), frame_->spec.request.num_images);
  return most ? std::optional<std::int32_t>(*most - asked_) : std::nullopt;
}

// For a provider's own servers; nobody else is told anything of a request.
void JobRun::add_trace(Call& call) const {
  const std::string& trace = frame_->spec.traceparent;
  if (!trace.empty()) add_header(call.headers, "traceparent", trace);
}

// The provider's own hosts, or else behind the guard; the key stays here in any case.
void JobRun::fetch(const Ready& ready, Outbox& out, Now now) {
  if (++fetches_ > kMostFetches) return meet(not_fetched("not_fetched"), out, now);
  const bool own = may_call(*offer(), ready.url);
  if (!own && !read_public_url(ready.url, frame_->context.settings.fetch))
    return look_again(not_fetched("url_refused"), now);
  phase_ = Phase::Fetching;
  Call call;
  call.url = ready.url;
  if (own) add_trace(call);
  call.timeout = kFetchTime;
  ask(std::move(call), Keep::Picture, out);
}

std::optional<Instant> JobRun::due() const {
  switch (phase_) {
    case Phase::Waiting:
    case Phase::Resting:
      return std::min(due_, frame_->deadline);
    case Phase::Judging:
      return judging_.due();
    case Phase::Inspecting:
    case Phase::Sealing:
    case Phase::Keeping:
    case Phase::Delivered:
    case Phase::Failed:
      return std::nullopt;
    default:
      return frame_->deadline;
  }
}

void JobRun::handle(const Input& input, Outbox& out, Now now) {
  if (ended()) return;
  const auto* told = std::get_if<Nudged>(&input);
  if (told != nullptr && told->nudge.why == Nudge::Why::Abandoned) return abandon(out, now);
  if (phase_ == Phase::Judging) {
    judging_.handle(input, out, now);
    if (judging_.ended()) on_judged(out, now);
    return;
  }
  if (told != nullptr) return on_nudge(told->nudge, out, now);
  if (!take(input, out, now)) on_tick(out, now);
}

// True when the input was this job's own.
bool JobRun::take(const Input& input, Outbox& out, Now now) {
  if (const auto* head = std::get_if<UpstreamHead>(&input)) {
    if (head->op != op_) return false;
    reply_.status = head->status;
    reply_.headers = head->headers;
    latest().status = head->status;
    return true;
  }
  if (const auto* chunk = std::get_if<UpstreamChunk>(&input)) {
    if (chunk->op != op_) return false;
    if (reply_.body.size() + chunk->bytes.size() > kMaxReply) {
      out.push(Cancel{op_});
      on_lost({op_, UpstreamLost::Sent::Maybe, "too_large"}, out, now);
      return true;
    }
    reply_.body += chunk->bytes;
    return true;
  }
  if (const auto* end = std::get_if<UpstreamEnd>(&input)) {
    if (end->op == op_) on_end(*end, out, now);
    return end->op == op_;
  }
  if (const auto* lost = std::get_if<UpstreamLost>(&input)) {
    if (lost->op == op_) on_lost(*lost, out, now);
    return lost->op == op_;
  }
  if (const auto* done = std::get_if<SignDone>(&input)) {
    if (done->op != op_ || phase_ != Phase::Signing) return false;
    const HookLink link{offer()->provider, frame_->spec.outcome.run, job_.index,
                        static_cast<std::int32_t>(attempts_.size()), to_base64url(done->mac)};
    submit(frame_->context.settings.public_url + link.target(), out);
    return true;
  }
  if (const auto* seen = std::get_if<InspectDone>(&input)) {
    if (seen->op != op_ || phase_ != Phase::Inspecting) return false;
    on_inspected(seen->inspection, out, now);
    return true;
  }
  if (auto* sealed = std::get_if<SealDone>(&input)) {
    if (sealed->op != op_ || phase_ != Phase::Sealing) return false;
    on_sealed(*sealed, out, now);
    return true;
  }
  if (const auto* kept = std::get_if<BlobDone>(&input)) {
    if (kept->op != op_ || phase_ != Phase::Keeping) return false;
    if (!kept->blob) picture_.key.clear();  // it travels inline then, and the receipt says so
    phase_ = Phase::Delivered;
    close_attempt("delivered", {}, now);
    return true;
  }
  return false;
}

void JobRun::on_tick(Outbox& out, Now now) {
  const auto when = due();
  if (!when || now.mono < *when) return;
  if (now.mono >= frame_->deadline) return run_out_of_time(out, now);
  if (phase_ == Phase::Waiting) return look(out);
  if (phase_ == Phase::Resting) attempt(out, now);
}

void JobRun::on_end(const UpstreamEnd& end, Outbox& out, Now now) {
  reply_.blob = end.blob;
  reply_.picture = end.picture;
  if (phase_ == Phase::Submitting) return read_submit(out, now);
  if (phase_ == Phase::Looking) return read_look(out, now);
  if (phase_ == Phase::Fetching) read_picture(out, now);
}

void JobRun::on_lost(const UpstreamLost& lost, Outbox& out, Now now) {
  if (phase_ == Phase::Looking)
    return look_again({Kind::Unclear, lost.reason, unknown_error("The provider broke off")}, now);
  if (phase_ == Phase::Fetching) return look_again(not_fetched(lost.reason), now);
  if (phase_ != Phase::Submitting) return;
  Setback setback = lost_submit(lost, offer()->resubmit == Resubmit::Safe);
  meet(setback, out, now);
}

// Codecs call the reference picture image_url; the caller may have another name for it.
Setback JobRun::in_own_words(Setback setback) const {
  const std::optional<Reference>& reference = job_.request.reference;
  for (Fault& fault : setback.error.faults) {
    if (fault.path == "/image_url" && reference) fault.path = reference->path;
  }
  return setback;
}

void JobRun::read_submit(Outbox& out, Now now) {
  const Result<Progress, Setback> progress = codec()->read(reply_, Asked::Submit);
  if (!progress) return meet(in_own_words(progress.error()), out, now);
  if (const auto* ready = std::get_if<Ready>(&*progress)) return check(*ready, out, now);
  const Pending& pending = std::get<Pending>(*progress);
  ticket_ = pending.ticket;
  accepted_ = now.mono;
  latest().provider_id = ticket_.id;
  latest().provider_cost = pending.cost;
  latest().accepted = since_begun(now);
  if (hooked_) return look(out);
  plan_look(now);
  if (due_ <= now.mono) look(out);
}

void JobRun::plan_look(Now now) {
  const Latency& latency = frame_->context.health.latency(offer()->id, offer()->typical);
  look_at(accepted_ + latency.next_look(pending_at_, looks_), now);
}

// Where the host counts calls, the last looks are spread over what is left of the time, and the
// download has one.
void JobRun::look_at(Instant when, Now now) {
  phase_ = Phase::Waiting;
  due_ = when;
  const std::int32_t looks = calls_left().value_or(kSpreadLooks + 2) - 1;
  if (looks > kSpreadLooks) return;
  const std::int64_t left = (frame_->deadline - now.mono).count - kLastLook.count;
  const std::int64_t pause = std::max<std::int64_t>(0, left) / std::max(looks, 1);
  due_ = looks <= 0 ? frame_->deadline : std::max(due_, now.mono + Millis{pause});
}

void JobRun::read_look(Outbox& out, Now now) {
  const Millis elapsed = now.mono - accepted_;
  const Result<Progress, Setback> progress = codec()->read(reply_, Asked::Check);
  if (!progress) {
    const Kind kind = progress.error().kind;
    if (kind == Kind::Unclear || kind == Kind::Gone) return look_again(progress.error(), now);
    return meet(progress.error(), out, now);
  }
  misses_ = gone_ = 0;
  if (const auto* pending = std::get_if<Pending>(&*progress)) {
    pending_at_ = elapsed;
    ++looks_;
    plan_look(now);
    if (pending->again_in) due_ = std::max(due_, now.mono + *pending->again_in);
    return;
  }
  const Ready& ready = std::get<Ready>(*progress);
  if (!latest().ready) {
    latest().ready = since_begun(now);
    frame_->context.health.latency(offer()->id, offer()->typical)
        .learn(hooked_ ? elapsed : pending_at_, elapsed, ready.took);
  }
  if (ready.blob) return check(ready, out, now);
  fetch(ready, out, now);
}

// Looks and downloads cost nothing, so they are repeated until the time is up; a fresh look also
// gives a fresh address.
void JobRun::look_again(const Setback& setback, Now now) {
  ++misses_;
  error_ = setback.error;
  latest().reason = setback.reason;
  const Millis asked = setback.error.retry_after.value_or(Millis{});
  const std::int64_t grown = std::int64_t{125} << std::min(misses_, 10);
  look_at(now.mono + Millis{std::max(asked.count, std::min(grown, kLongestLookPause.count))}, now);
  gone_ = setback.kind == Kind::Gone ? gone_ + 1 : 0;
  if (gone_ >= kMostGone) {
    book_waste();
    close_attempt("unknown", setback.reason, now);
    fail_with(setback.error);
  }
}

void JobRun::read_picture(Outbox& out, Now now) {
  const bool fine = reply_.status >= 200 && reply_.status < 300;
  if (!fine) return look_again(not_fetched("http_" + whole_text(reply_.status)), now);
  check({reply_.blob, {}, reply_.picture}, out, now);
}

// A provider that gives the same picture for two seeds is asked with a third one.
std::optional<Flaw> JobRun::judge(const Ready& ready) {
  if (!ready.blob) return Flaw::NoPicture;
  const GenerateRequest& request = job_.request;
  if (const auto flaw = find_flaw(ready.picture, request.format, request.size)) return flaw;
  if (frame_->made->add({job_.index, job_.seed, ready.picture.bytes, ready.picture.digest}))
    return std::nullopt;
  take_other_seed();
  return Flaw::Duplicate;
}

// What came damaged is downloaded once more before the picture is made again.
void JobRun::reject(Flaw flaw, const Setback& setback, Outbox& out, Now now) {
  const bool damaged = setback.kind == Kind::Spoilt && flaw != Flaw::Duplicate;
  const bool again = !abandoned_ && damaged && fetches_ > 0 && fetches_ < kMostFetches;
  again ? look_again(setback, now) : meet(setback, out, now);
}

// The picture must be what was promised before anyone pays for it.
void JobRun::check(const Ready& ready, Outbox& out, Now now) {
  const GenerateRequest& request = job_.request;
  if (const auto flaw = judge(ready))
    return reject(*flaw, flawed(*flaw, ready.picture.fault), out, now);
  picture_ = {
      job_.index, job_.seed, request.size, request.format, *ready.blob, {}, offer()->id, {}, {},
      {},         {}};
  facts_ = ready.picture;
  if (frame_->spec.quality == QualityMode::Off) return seal(out);
  if (!frame_->context.settings.host.decodes) {
    picture_.inspection.unscored = "host_cannot_decode";
    return have_judged(out, now);
  }
  phase_ = Phase::Inspecting;
  op_ = out.ask(Inspect{{}, *ready.blob, request.raw});
}

// Some backends answer with a black picture in place of one that they do not want to show. The
// painter's scenes and pictures after one reference may well look alike.
std::optional<Flaw> JobRun::judge_sight(const Inspection& seen) {
  const std::string& none = seen.placeholder;
  if (!none.empty())
    return none == "broken" ? Flaw::Broken : none == "black" ? Flaw::Black : Flaw::Blank;
  const bool guarded = frame_->spec.quality == QualityMode::Guard;
  if (guarded && !seen.rejected.empty()) return Flaw::Poor;
  if (offer()->demo || job_.request.reference || frame_->made->add_sight(job_.index, seen))
    return std::nullopt;
  return Flaw::Alike;
}

void JobRun::on_inspected(const Inspection& inspection, Outbox& out, Now now) {
  const auto flaw = judge_sight(inspection);
  picture_.inspection = inspection;
  if (!flaw) return have_judged(out, now);
  frame_->made->forget(job_.index);
  Setback setback = flawed(*flaw, {});
  if (*flaw == Flaw::Poor)
    setback.reason += "_" + inspection.rejected.substr(0, inspection.rejected.find(':'));
  if (setback.kind == Kind::Poor) take_other_seed();
  reject(*flaw, setback, out, now);
}

// Under guard the judge is asked before anyone gets the picture; else when the run is over, where
// there is a place for what it says. The renderer's pictures are shown to nobody.
void JobRun::have_judged(Outbox& out, Now now) {
  const auto& judge = frame_->context.settings.judge;
  if (!judge || offer()->demo) return seal(out);
  Judgement& said = picture_.judgement;
  said.judge = judge->provider;
  const bool guarded = frame_->spec.quality == QualityMode::Guard;
  const bool kept = !job_.request.sync_mode && !frame_->context.settings.host.stateless;
  said.unjudged = !guarded && !kept                                        ? "no_storage"
                  : now.mono >= frame_->deadline                           ? "timeout"
                  : calls_left().value_or(1) < 1                           ? "no_calls_left"
                  : !frame_->made->judge.allows(judge->price, judge->most) ? "budget"
                                                                           : kPending;
  if (said.unjudged == kPending) frame_->made->judge.spend(judge->price);
  if (!guarded || said.unjudged != kPending) return seal(out);
  phase_ = Phase::Judging;
  judging_.start(
      *judge, {frame_->spec.outcome.prompt.text, {}, content_type(picture_.format), picture_.blob},
      {frame_->deadline, calls_left()}, out, now);
}

// A judge that could not tell holds nothing up.
void JobRun::on_judged(Outbox& out, Now now) {
  picture_.judgement = judging_.judgement();
  report_judgement(picture_.judgement, out);
  asked_ += judging_.calls();
  if (picture_.judgement.verdict != "fail") return seal(out);
  frame_->made->forget(job_.index);
  Setback setback = flawed(Flaw::Poor, {});
  setback.reason += "_judge";
  take_other_seed();
  meet(setback, out, now);
}

// A provider's bytes are delivered as they came, unless the operator wants them labelled. A file
// with a C2PA manifest is signed as a whole: it stays as it is in any case.
void JobRun::seal(Outbox& out) {
  phase_ = Phase::Sealing;
  Provenance& provenance = picture_.provenance;
  provenance.c2pa = static_cast<std::int64_t>(facts_.c2pa);
  Seal seal{{}, picture_.blob.handle, 0, {}};
  if (frame_->context.settings.labels && !offer()->demo) {
    provenance.label = facts_.c2pa > 0 ? "has_c2pa" : facts_.xmp ? "has_xmp" : kIptc;
    if (provenance.label == kIptc) {
      seal.at = facts_.metadata_at;
      seal.insert = label_part(picture_.format, kModelLabel);
    }
  }
  op_ = out.ask(std::move(seal));
}

void JobRun::keep(Outbox& out, Now now) {
  const GenerateRequest& request = job_.request;
  if (request.sync_mode || frame_->context.settings.host.stateless) {
    phase_ = Phase::Delivered;
    return close_attempt("delivered", {}, now);
  }
  phase_ = Phase::Keeping;
  picture_.key = frame_->spec.outcome.run + "/" + whole_text(job_.index) + "." +
                 std::string(file_suffix(request.format));
  Blob kept;
  kept.what = Blob::Do::Keep;
  kept.key = picture_.key;
  kept.handle = picture_.blob.handle;
  kept.content_type = content_type(request.format);
  kept.expires = frame_->spec.expires;
  op_ = out.ask(std::move(kept));
}

void JobRun::on_nudge(const Nudge& nudge, Outbox& out, Now now) {
  const bool current = nudge.attempt == static_cast<std::int32_t>(attempts_.size());
  if (nudge.image != job_.index || (!current && nudge.attempt != 0)) return;
  if (phase_ == Phase::Submitting) {
    hooked_ = true;
    hook_id_ = nudge.provider_id;
  } else if (phase_ == Phase::Holding && !nudge.provider_id.empty()) {
    ticket_ = {nudge.provider_id, {}};
    accepted_ = now.mono;
    latest().provider_id = ticket_.id;
    latest().accepted = since_begun(now);
    look(out);
  } else if (phase_ == Phase::Waiting) {
    hooked_ = true;
    look(out);
  }
}

}  // namespace fluxweir
