#include "exchange/run.h"

#include <algorithm>
#include <utility>

#include "base/sha256.h"
#include "base/text.h"
#include "exchange/host_fit.h"
#include "exchange/rows.h"
#include "exchange/setbacks.h"
#include "json/writer.h"
#include "metering/meter.h"
#include "metering/metrics.h"
#include "routing/route.h"

namespace fluxweir {
namespace {

std::string_view verdict_of(const Inspection& seen) {
  return seen.scored() ? std::string_view(seen.verdict) : "unscored";
}

// Others choose what is evaluated, so its pixels must be few enough for the host's memory too.
bool is_too_large(const Sniffed& picture, const RequestBounds& bounds) {
  constexpr std::int64_t kBytesEach = 16;  // at most, while it is decoded and measured
  const std::int64_t pixels = picture.size.value_or(Size{}).pixels();
  return pixels > kMostInspectedPixels ||
         (bounds.memory > 0 && pixels * kBytesEach > bounds.memory / 2);
}

// Timing jitter of one picture: ids are random, so it needs no entropy of its own.
Random jitter_of(const std::string& run, std::size_t index) {
  Entropy entropy{};
  const std::string digest = sha256(run + "/" + whole_text(index));
  std::copy_n(digest.begin(), std::min(digest.size(), entropy.size()), entropy.begin());
  return {entropy, Random::Stream::Jitter};
}

}  // namespace

RunMachine::RunMachine(const Context& context, RunSpec spec)
    : context_(context), spec_(std::move(spec)), frame_{context_, spec_, {}, {}, &made_} {}

void RunMachine::handle(Input&& input, Now now) {
  if (context_.settings.test_wall) now.wall = *context_.settings.test_wall;
  if (phase_ == Phase::New) return begin(now);
  if (phase_ == Phase::Generating) {
    for (JobRun& job : jobs_) job.handle(input, out_, now);
    return move_on(now);
  }
  if (phase_ == Phase::Judging) {
    for (Judging& judging : judgings_) judging.handle(input, out_, now);
    return take_judgements(now);
  }
  if (phase_ == Phase::Inspecting) {
    auto* seen = std::get_if<InspectDone>(&input);
    Judgement& said = spec_.outcome.pictures.front().judgement;
    if (std::holds_alternative<Nudged>(input) && said.unjudged == kPending)
      said.unjudged = "abandoned";
    if (seen != nullptr && seen->op == inspecting_) take_sight(std::move(seen->inspection), now);
    return;
  }
  if (phase_ != Phase::Settling) return;
  const auto* done = std::get_if<QueryDone>(&input);
  if (done == nullptr || done->op != settling_) return;
  if (!done->ok) {
    out_.push(Report{
        LogLine{R"({"level":"error","msg":"settle_failed","run":")" + spec_.outcome.run + "\"}"}});
  }
  finish(now);
}

Action RunMachine::poll() {
  if (phase_ == Phase::Done) return out_.take(Finished{});
  Wait wait{not_before_};
  for (const JobRun& job : jobs_) {
    const auto due = job.due();
    if (due && (!wait.until || *due < *wait.until)) wait.until = due;
  }
  for (const Judging& judging : judgings_) {
    const auto due = judging.due();
    if (due && (!wait.until || *due < *wait.until)) wait.until = due;
  }
  return out_.take(wait);
}

void RunMachine::begin(Now now) {
  phase_ = Phase::Generating;
  frame_.begun = now.mono;
  frame_.deadline = now.mono + context_.settings.limits.run_time;
  spec_.outcome.state = RunState::Running;
  spec_.outcome.started = now.wall;
  out_.push(Report{RunUpdate{spec_.outcome}});
  if (spec_.evaluation) return evaluate(now);
  const std::vector<std::uint64_t>& seeds = spec_.outcome.seeds;
  if (context_.rehearsal && !seeds.empty()) {
    const Rehearsal::Part part =
        context_.rehearsal->begin_run(spec_.outcome.run, seeds.front(), now);
    if (part.hold.count > 0) not_before_ = now.mono + part.hold;
    refusal_ = part.refusal;
  }
  if (refusal_) return move_on(now);
  jobs_.reserve(seeds.size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    jobs_.emplace_back(
        frame_,
        Job{static_cast<std::int32_t>(i), seeds[i], spec_.outcome.prompt.text, spec_.request},
        jitter_of(spec_.outcome.run, i));
    jobs_.back().start(out_, now);
  }
  move_on(now);
}

void RunMachine::move_on(Now now) {
  if (not_before_ && now.mono >= *not_before_) not_before_.reset();
  const auto ended = [](const JobRun& job) { return job.ended(); };
  if (!not_before_ && std::all_of(jobs_.begin(), jobs_.end(), ended)) return settle(now);
  const auto waits = [](const JobRun& job) { return job.waits(); };
  const bool stores = !context_.settings.host.stateless && !progress_stored_;
  if (stores && (not_before_ || std::any_of(jobs_.begin(), jobs_.end(), waits)))
    store_progress(now);
}

Statement RunMachine::stored(const Outcome& outcome, Now now) const {
  return update_row(stored_form(outcome, context_.settings.keep_prompts), now);
}

// Once, when a provider has taken the first picture: who reads the run meanwhile sees it running,
// and by what name the provider knows it. Nobody waits for this.
void RunMachine::store_progress(Now now) {
  progress_stored_ = true;
  Outcome outcome = spec_.outcome;
  gather_trace(outcome);
  out_.ask(Query{{}, {stored(outcome, now)}});
}

void RunMachine::gather_trace(Outcome& outcome) const {
  std::vector<Attempt>& trace = outcome.trace;
  trace.clear();
  const auto earlier = [](const Attempt& a, const Attempt& b) { return a.begun < b.begun; };
  for (const JobRun& job : jobs_) {
    for (const Attempt& attempt : job.attempts())
      trace.insert(std::upper_bound(trace.begin(), trace.end(), attempt, earlier), attempt);
  }
  if (!context_.settings.test_wall) return;
  for (Attempt& attempt : outcome.trace) {
    attempt.begun = {};
    for (auto* time : {&attempt.accepted, &attempt.ready, &attempt.ended}) {
      if (*time) *time = Millis{};
    }
  }
}

// What the pictures came to: delivered ones are charged at the price of the offer that made each.
void RunMachine::gather() {
  Outcome& outcome = spec_.outcome;
  gather_trace(outcome);
  outcome.attempts = static_cast<std::int32_t>(outcome.trace.size());
  bool inlined = false;
  for (const JobRun& job : jobs_) {
    outcome.waste = outcome.waste + job.waste();
    if (!job.delivered()) {
      outcome.failures.push_back({job.index(), job.error()});
      continue;
    }
    const Picture& picture = job.picture();
    if (outcome.pictures.empty()) outcome.offer = picture.offer;
    outcome.pictures.push_back(picture);
    outcome.seeds[static_cast<std::size_t>(picture.index)] = picture.seed;
    inlined = inlined || (picture.key.empty() && !outcome.sync_mode);
    const Offer* offer = find_offer(context_.settings.offers, picture.offer, outcome.model);
    if (offer != nullptr) outcome.cost = outcome.cost + charge(*offer, outcome.size, 1);
  }
  for (std::size_t i = 0; refusal_ && i < outcome.seeds.size(); ++i)
    outcome.failures.push_back({static_cast<std::int32_t>(i), *refusal_});
  if (refusal_ && !spec_.offers.empty()) outcome.offer = spec_.offers.front();
  if (outcome.pictures.empty() && !outcome.trace.empty())
    outcome.offer = outcome.trace.back().offer;
  if (inlined && !context_.settings.host.stateless)  // or the plan has said it
    outcome.adjustments.push_back({"media", Adjustment::Action::Inlined, {}, {}, "no_storage"});
}

void RunMachine::settle(Now now) {
  gather();
  Outcome& outcome = spec_.outcome;
  const bool cancelled =
      !outcome.failures.empty() && outcome.failures.front().error.code == ErrorCode::Cancelled;
  outcome.state = outcome.failures.empty()    ? RunState::Succeeded
                  : !outcome.pictures.empty() ? RunState::PartialSucceeded
                  : cancelled                 ? RunState::Cancelled
                                              : RunState::Failed;
  complete(now);
  if (context_.settings.host.stateless) return finish(now);
  store_end({outcome.sync_mode ? delete_row(outcome.run) : stored(outcome, now),
             ledger_line(outcome, now)});
}

void RunMachine::complete(Now now) {
  spec_.outcome.completed = now.wall;
  spec_.outcome.duration = context_.settings.test_wall ? Millis{} : now.mono - frame_.begun;
}

void RunMachine::store_end(std::vector<Statement> batch) {
  phase_ = Phase::Settling;
  settling_ = out_.ask(Query{{}, std::move(batch)});
}

void RunMachine::evaluate(Now now) {
  Picture& picture = spec_.outcome.pictures.emplace_back();
  picture.blob = *spec_.request.reference->blob;
  const auto& judge = context_.settings.judge;
  if (judge) {
    picture.judgement.judge = judge->provider;
    const bool affordable = made_.judge.allows(judge->price, judge->most);
    picture.judgement.unjudged = affordable ? kPending : "budget";
  }
  const bool large = is_too_large(spec_.request.reference->picture, context_.settings.host.bounds);
  if (!context_.settings.host.decodes || large) {
    Inspection none;
    none.unscored = large ? "size_not_measured" : "host_cannot_decode";
    return take_sight(std::move(none), now);
  }
  phase_ = Phase::Inspecting;
  inspecting_ = out_.ask(Inspect{{}, picture.blob, false});
}

// What is no picture, or rejected by the operator's own thresholds, does not pass.
void RunMachine::take_sight(Inspection seen, Now now) {
  Picture& picture = spec_.outcome.pictures.front();
  for (const std::string* fault : {&seen.rejected, &seen.placeholder}) {
    if (fault->empty()) continue;
    seen.unscored.clear();
    seen.verdict = "fail";
    seen.reasons.insert(seen.reasons.begin(), *fault);
  }
  if (!seen.placeholder.empty() && picture.judgement.unjudged == kPending)
    picture.judgement.unjudged = "no_picture";
  picture.inspection = std::move(seen);
  have_judged(now);
}

void RunMachine::settle_evaluation(Now now) {
  const Inspection& seen = spec_.outcome.pictures.front().inspection;
  out_.count(kMetricEvaluations, {{"verdict", verdict_of(seen)}});
  spec_.outcome.state = RunState::Succeeded;
  complete(now);
  if (context_.settings.host.stateless) return finish(now);
  store_end({stored(spec_.outcome, now)});
}

void RunMachine::report() {
  const Outcome& outcome = spec_.outcome;
  const Outbox::Labels labels = {{"model", outcome.model}, {"offer", outcome.offer}};
  std::int64_t bytes = 0;
  for (const Picture& picture : outcome.pictures)
    bytes += static_cast<std::int64_t>(picture.blob.bytes);
  out_.count(
      kMetricRuns,
      {{"model", outcome.model}, {"offer", outcome.offer}, {"end", state_name(outcome.state)}});
  out_.observe(kMetricRunSeconds, labels, outcome.duration);
  out_.count(kMetricPictures, labels, static_cast<std::int64_t>(outcome.pictures.size()));
  out_.count(kMetricPictureBytes, labels, bytes);
  for (const Picture& picture : outcome.pictures) {
    const Inspection& seen = picture.inspection;
    if (seen.wanted())
      out_.count(kMetricVerdicts, {{"offer", picture.offer}, {"verdict", verdict_of(seen)}});
  }
  out_.count(kMetricCost, labels, outcome.cost.count);
  if (outcome.waste.count > 0) out_.count(kMetricWaste, labels, outcome.waste.count);
  for (const Attempt& attempt : outcome.trace) {
    out_.count(kMetricAttempts, {{"offer", attempt.offer}, {"end", attempt.end}});
    out_.count(kMetricUpstreamCalls, {{"offer", attempt.offer}}, attempt.calls);
    if (attempt.reason.starts_with(kPictureReason))
      out_.count(kMetricVerdicts,
                 {{"offer", attempt.offer},
                  {"verdict", std::string_view(attempt.reason).substr(kPictureReason.size())}});
  }
}

void RunMachine::finish(Now now) {
  if (!spec_.evaluation) report();
  out_.push(Report{RunUpdate{spec_.outcome}});
  have_judged(now);
}

// Whoever waits for a run's pictures has them by now.
void RunMachine::have_judged(Now now) {
  phase_ = Phase::Judging;
  const auto& judge = context_.settings.judge;
  for (const Picture& picture : spec_.outcome.pictures) {
    if (picture.judgement.unjudged != kPending) continue;
    const auto type = spec_.evaluation ? content_type(spec_.request.reference->picture.kind)
                                       : content_type(picture.format);
    judgings_.emplace_back().start(
        *judge, {spec_.outcome.prompt.text, spec_.evaluation, type, picture.blob},
        {now.mono + judge->timeout, fetches_each(context_.settings.host.bounds, 1)}, out_, now);
  }
  take_judgements(now);
}

void RunMachine::take_judgements(Now now) {
  const auto ended = [](const Judging& judging) { return judging.ended(); };
  if (!std::all_of(judgings_.begin(), judgings_.end(), ended)) return;
  auto judging = judgings_.begin();
  for (Picture& picture : spec_.outcome.pictures) {
    if (picture.judgement.unjudged != kPending) continue;
    picture.judgement = (judging++)->judgement();
    report_judgement(picture.judgement, out_);
  }
  if (spec_.evaluation && !is_final(spec_.outcome.state)) {
    judgings_.clear();
    return settle_evaluation(now);
  }
  phase_ = Phase::Done;
  if (judgings_.empty()) return;
  out_.ask(Query{{}, {stored(spec_.outcome, now)}});
  out_.push(Report{RunUpdate{spec_.outcome}});
}

}  // namespace fluxweir
