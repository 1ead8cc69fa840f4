// One picture of a run: submits it to an offer, looks until it is ready, fetches it, checks what
// came and has it kept; after a setback it does what routing decides. Pictures of a run know no
// more of each other than MadePictures tells; RunMachine holds them in a vector and hands every
// input to each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "exchange/context.h"
#include "exchange/judging.h"
#include "exchange/made.h"
#include "exchange/outbox.h"
#include "image/flaw.h"
#include "providers/codec.h"

namespace fluxweir {

// What the pictures of one run share.
struct RunFrame {
  const Context& context;
  const RunSpec& spec;
  Instant begun;
  Instant deadline;
  MadePictures* made;
};

class JobRun {
 public:
  // `frame` outlives the job.
  JobRun(const RunFrame& frame, Job job, Random jitter)
      : frame_(&frame), job_(std::move(job)), jitter_(jitter) {}

  void start(Outbox& out, Now now);
  // Inputs of other pictures are ignored. A Tick does what is due.
  void handle(const Input& input, Outbox& out, Now now);
  // When a Tick is wanted; nothing when only an input can move it on. Never after the deadline.
  std::optional<Instant> due() const;

  bool ended() const { return phase_ == Phase::Delivered || phase_ == Phase::Failed; }
  bool delivered() const { return phase_ == Phase::Delivered; }
  // A provider has taken it and it is not ready: there will be a while of waiting.
  bool waits() const { return phase_ == Phase::Waiting; }
  const std::vector<Attempt>& attempts() const { return attempts_; }
  const Picture& picture() const { return picture_; }  // when delivered
  const Error& error() const { return error_; }        // when failed
  MicroUsd waste() const { return waste_; }
  std::int32_t index() const { return job_.index; }

 private:
  enum class Phase : std::uint8_t {
    Signing,     // of the hook's address
    Submitting,  // the answer to the submit is awaited
    Waiting,     // until the next look
    Looking,     // the answer to a check is awaited
    Fetching,    // the picture is on its way
    Inspecting,  // the host looks at its pixels
    Judging,     // an external judge looks at it
    Sealing,     // it is labelled, and its digest is taken
    Keeping,     // the host stores it
    Resting,     // before the next attempt
    Holding,     // nobody knows whether it was taken; a hook may still tell
    Delivered,
    Failed
  };

  void attempt(Outbox& out, Now now);
  void submit(std::string_view hook, Outbox& out);
  void look(Outbox& out);
  void look_at(Instant when, Now now);
  bool has_hook() const;
  std::optional<std::int32_t> calls_left() const;
  void fetch(const Ready& ready, Outbox& out, Now now);
  void ask(Call call, Fetch::Keep keep, Outbox& out);
  void add_trace(Call& call) const;

  bool take(const Input& input, Outbox& out, Now now);
  void on_end(const UpstreamEnd& end, Outbox& out, Now now);
  void on_lost(const UpstreamLost& lost, Outbox& out, Now now);
  void on_nudge(const Nudge& nudge, Outbox& out, Now now);
  void on_tick(Outbox& out, Now now);
  void read_submit(Outbox& out, Now now);
  Setback in_own_words(Setback setback) const;
  void read_look(Outbox& out, Now now);
  void read_picture(Outbox& out, Now now);
  void plan_look(Now now);
  void look_again(const Setback& setback, Now now);
  std::optional<Flaw> judge(const Ready& ready);
  void reject(Flaw flaw, const Setback& setback, Outbox& out, Now now);
  void check(const Ready& ready, Outbox& out, Now now);
  std::optional<Flaw> judge_sight(const Inspection& seen);
  void on_inspected(const Inspection& inspection, Outbox& out, Now now);
  void have_judged(Outbox& out, Now now);
  void on_judged(Outbox& out, Now now);
  void seal(Outbox& out);
  void on_sealed(const SealDone& sealed, Outbox& out, Now now);
  void keep(Outbox& out, Now now);
  void take_other_seed() { job_.seed = jitter_.below(kChosenSeedSpace); }

  void meet(const Setback& setback, Outbox& out, Now now);
  void tell_health(Setback::Kind kind, Now now);
  void run_out_of_time(Outbox& out, Now now);
  void abandon(Outbox& out, Now now);
  void close_attempt(std::string_view end, std::string reason, Now now);
  void book_waste();
  MicroUsd extra_cost(const Offer& there) const;
  void bound_remakes(Setback::Kind kind);
  bool may_pay(const Offer& there) const;
  bool may_pay_any(std::size_t from) const;
  void fail_with(Error error);

  const Offer* offer() const { return offer(offer_); }
  const Offer* offer(std::size_t index) const;
  const Codec* codec() const;
  Millis since_begun(Now now) const { return now.mono - frame_->begun; }
  const RequestBounds& bounds() const { return frame_->context.settings.host.bounds; }
  Attempt& latest() { return attempts_.back(); }

  const RunFrame* frame_;
  Job job_;
  Random jitter_;
  Phase phase_ = Phase::Resting;
  OpId op_;
  Instant due_;
  std::size_t offer_ = 0;  // index into the spec's offers
  std::vector<Attempt> attempts_;
  Reply reply_;
  // Of the task that a provider has taken:
  Ticket ticket_;
  Instant accepted_;
  Millis pending_at_;         // when it was last seen pending, since `accepted_`
  std::int32_t looks_ = 0;    // planned ones
  std::int32_t misses_ = 0;   // looks and fetches in a row that told nothing
  std::int32_t gone_ = 0;     // looks in a row at which the task was not known
  std::int32_t fetches_ = 0;  // of the picture
  std::int32_t asked_ = 0;    // calls of all attempts
  // Of a picture that is made again because one has been billed for nothing:
  bool remade_ = false;
  std::optional<MicroUsd> most_extra_;  // of the run; nothing: no bound
  MicroUsd reserved_;                   // of that bound, for the next one that is billed
  std::string hook_id_;                 // what a hook said before the submit's answer came
  bool hooked_ = false;
  bool abandoned_ = false;  // nobody waits for it any more
  Picture picture_;
  Judging judging_;
  PictureFacts facts_;  // of the picture that has come
  Error error_;
  MicroUsd waste_;
};

}  // namespace fluxweir
