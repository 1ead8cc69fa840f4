// Where a machine's steps leave their actions until the host polls; hands out OpIds.
#pragma once

#include <utility>
#include <vector>

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

  using Labels = std::initializer_list<HeaderView>;
  void count(std::string_view metric, Labels labels, std::int64_t value = 1) {
    sample(metric, Sample::Kind::Count, labels, value);
  }
  void observe(std::string_view metric, Labels labels, Millis value) {
    sample(metric, Sample::Kind::Observe, labels, value.count);
  }

  // The oldest action, or `otherwise` when there is none.
  Action take(Action otherwise) {
    if (taken_ == queue_.size()) {
      queue_.clear();
      taken_ = 0;
      return otherwise;
    }
    return std::move(queue_[taken_++]);
  }

 private:
  void sample(std::string_view metric, Sample::Kind kind, Labels labels, std::int64_t value);

  // Emptied when all have been taken, which a host does before the next step.
  std::vector<Action> queue_;
  std::size_t taken_ = 0;
  std::uint32_t last_ = 0;
};

}  // namespace fluxweir
