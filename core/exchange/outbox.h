// Where a machine's steps leave their actions until the host polls; hands out OpIds.
#pragma once

#include <deque>
#include <utility>

#include "exchange/events.h"

namespace fluxweir {

class Outbox {
 public:
  void push(Action action) { queue_.push_back(std::move(action)); }

  // Gives `action` the next OpId, pushes it and returns the id.
  template <class T>
  OpId ask(T action) {
    action.op = OpId{++last_};
    const OpId op = action.op;
    queue_.push_back(std::move(action));
    return op;
  }

  void count(std::string_view metric, std::vector<Header> labels, std::int64_t value = 1) {
    push(Report{Sample{metric, Sample::Kind::Count, std::move(labels), value}});
  }
  void observe(std::string_view metric, std::vector<Header> labels, Millis value) {
    push(Report{Sample{metric, Sample::Kind::Observe, std::move(labels), value.count}});
  }

  // The oldest action, or `otherwise` when there is none.
  Action take(Action otherwise) {
    if (queue_.empty()) return otherwise;
    Action action = std::move(queue_.front());
    queue_.pop_front();
    return action;
  }

 private:
  std::deque<Action> queue_;
  std::uint32_t last_ = 0;
};

}  // namespace fluxweir
