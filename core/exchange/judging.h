// One picture before its judge: asks, looks again until it is decided, and gives up when the time
// is up. Every way to fail ends in a Judgement without a verdict: a judge that is away holds up no
// picture for longer than its time.
#pragma once

#include <optional>
#include <string>

#include "exchange/outbox.h"
#include "image/outcome.h"
#include "image/reply.h"
#include "judge/judge.h"

namespace fluxweir {

// Judgement::unjudged while the answer is awaited.
inline constexpr std::string_view kPending = "pending";

class Judging {
 public:
  struct Bounds {
    Instant latest;                     // over by then in any case
    std::optional<std::int32_t> calls;  // nothing: they are not counted
  };
  // `judge` outlives this.
  void start(const Judge& judge, const Question& question, const Bounds& bounds, Outbox& out,
             Now now);
  // Inputs of others are ignored. A Tick does what is due.
  void handle(const Input& input, Outbox& out, Now now);
  // When a Tick is wanted; nothing when it has ended.
  std::optional<Instant> due() const;

  bool ended() const { return ended_; }
  std::int32_t calls() const { return calls_; }  // made so far
  const Judgement& judgement() const { return said_; }

 private:
  void ask(Call call, Outbox& out, Now now);
  void read(Now now);
  void end(Judgement said);
  void give_up(std::string reason);

  const Judge* judge_ = nullptr;
  bool ended_ = true;
  OpId op_;  // 0 between two looks
  Reply reply_;
  std::string id_;  // of an evaluation that is under way
  Millis pause_;    // before the next look
  Instant next_;    // look
  Instant latest_;
  std::optional<std::int32_t> most_calls_;
  std::int32_t calls_ = 0;
  Judgement said_;
};

// What a process that ended before its judge had spoken left for ever pending is so no more.
void give_up_pending(Outcome& outcome, const std::optional<Judge>& judge, Now now);

// Counts it, and what it cost.
void report_judgement(const Judgement& said, Outbox& out);

}  // namespace fluxweir
