// Drives one machine by the contract of exchange/events.h and keeps its laws: it always comes to
// rest, Finished is for ever, a timer moves on, and an answer has one head and an end.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "exchange/events.h"
#include "support.h"

namespace fluxweir::fuzz {

class MachinePlay {
 public:
  virtual ~MachinePlay() = default;

  // Hands it in and drains.
  void give(Input input) {
    handle(std::move(input), now_);
    for (int steps = 0; true; ++steps) {
      law(steps < 500, "a machine comes to rest");
      Action action = poll();
      if (auto* wait = std::get_if<Wait>(&action)) {
        law(!finished_, "Finished is for ever");
        until_ = wait->until;
        return;
      }
      if (std::holds_alternative<Finished>(action)) {
        finished_ = true;
        until_.reset();
        asked_.clear();
        return;
      }
      law(!finished_, "nothing is wanted after Finished");
      take(std::move(action));
    }
  }

  // To the next tick or by `time`, whichever is first; gives the tick.
  void pass(Millis time) {
    Instant then = now_.mono + time;
    if (until_ && *until_ < then) then = std::max(*until_, now_.mono);
    const bool due = until_ && *until_ <= now_.mono;
    stalls_ = due ? stalls_ + 1 : 0;
    law(stalls_ < 5, "a timer moves on");
    now_.wall = now_.wall + (then - now_.mono);
    now_.mono = then;
    give(Tick{});
  }
  void jump_wall(Millis by) { now_.wall = now_.wall + by; }

  bool finished() const { return finished_; }
  const std::vector<Action>& asked() const { return asked_; }  // what waits for its end

  // Gives an ending input, unless what it would end was cancelled meanwhile.
  void conclude(OpId op, Input input) {
    if (forget(op)) give(std::move(input));
  }
  bool waits_for_time() const { return until_.has_value(); }
  int status() const { return status_; }
  bool answered() const { return answered_; }

  static OpId op_of(const Action& action) {
    if (const auto* fetch = std::get_if<Fetch>(&action)) return fetch->op;
    if (const auto* query = std::get_if<Query>(&action)) return query->op;
    if (const auto* blob = std::get_if<Blob>(&action)) return blob->op;
    if (const auto* sign = std::get_if<Sign>(&action)) return sign->op;
    if (const auto* inspect = std::get_if<Inspect>(&action)) return inspect->op;
    if (const auto* seal = std::get_if<Seal>(&action)) return seal->op;
    return {};
  }

 protected:
  virtual void handle(Input input, Now now) = 0;  // the machine's own
  virtual Action poll() = 0;
  virtual void on_fetch(const Fetch&) {}
  virtual void on_cancel(OpId) {}
  virtual void on_report(const Report&) {}
  virtual void on_start(const RunSpec&) {}

 private:
  void take(Action action) {
    if (const auto* head = std::get_if<RespondHead>(&action)) {
      law(status_ == 0 && !answered_, "an answer has one head");
      law(head->status >= 200 && head->status < 600, "with a final status");
      status_ = head->status;
    } else if (std::holds_alternative<RespondChunk>(action)) {
      law(status_ != 0 && !answered_, "a body stands between head and end");
    } else if (const auto* end = std::get_if<RespondEnd>(&action)) {
      law(!answered_ && (status_ != 0 || end->close), "an answer has one end");
      answered_ = true;
    } else if (const auto* report = std::get_if<Report>(&action)) {
      on_report(*report);
    } else if (const auto* start = std::get_if<Start>(&action)) {
      on_start(start->spec);
    } else if (const auto* cancel = std::get_if<Cancel>(&action)) {
      law(forget(cancel->op), "what is cancelled was on its way");
      on_cancel(cancel->op);
    } else if (op_of(action).value != 0) {
      if (const auto* fetch = std::get_if<Fetch>(&action)) on_fetch(*fetch);
      const bool known = find(op_of(action)) != asked_.size();
      law(!known, "an OpId is used once");
      asked_.push_back(std::move(action));
    }
  }

  std::size_t find(OpId op) const {
    std::size_t at = 0;
    while (at < asked_.size() && op_of(asked_[at]) != op) ++at;
    return at;
  }
  bool forget(OpId op) {
    const std::size_t at = find(op);
    if (at == asked_.size()) return false;
    asked_.erase(asked_.begin() + static_cast<std::ptrdiff_t>(at));
    return true;
  }

  Now now_{{5'000'000}, {1'767'225'600'000}};
  std::optional<Instant> until_;
  std::vector<Action> asked_;
  int stalls_ = 0;
  int status_ = 0;
  bool answered_ = false;
  bool finished_ = false;
};

}  // namespace fluxweir::fuzz
