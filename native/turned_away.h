// Connections that there is no room for: each gets a fixed answer and is closed a moment later,
// when the client has had time to read it. Their number is bounded too; beyond it the oldest go at
// once.
#pragma once

#include <cstddef>
#include <deque>
#include <string_view>

#include "loop.h"

namespace fluxweir::native {

class TurnedAway {
 public:
  explicit TurnedAway(Loop& loop) : loop_(loop) {}
  ~TurnedAway();
  TurnedAway(const TurnedAway&) = delete;
  TurnedAway& operator=(const TurnedAway&) = delete;

  // Takes over `fd`, non-blocking. On the loop's thread, or after it has ended.
  void add(int fd, std::string_view answer);
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Leaving {
    int fd;
    Instant until;
  };
  void close_oldest();
  void close_due();

  Loop& loop_;
  std::deque<Leaving> waiting_;  // in the order of their time
  bool timed_ = false;
};

}  // namespace fluxweir::native
