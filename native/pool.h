// A fixed number of threads behind a bounded queue, for work that would stall an event loop.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/units.h"

namespace fluxweir::native {

class Pool {
 public:
  using Task = std::function<void()>;
  Pool(std::size_t threads, std::size_t bound);
  ~Pool() { stop(); }
  // What runs is waited for, what waits is dropped, and nothing is taken any more.
  void stop();

  // False when `bound` tasks wait already; the task is then not taken.
  bool run(Task task);

  // How long the oldest of those that wait has waited.
  Millis oldest_wait(Instant now) const;

 private:
  void serve();
  std::size_t bound_;
  struct Waiting {
    Task task;
    Instant since;
  };
  mutable std::mutex lock_;
  std::condition_variable wake_;
  std::deque<Waiting> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fluxweir::native
