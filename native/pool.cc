#include "pool.h"

#include <utility>

#include "clock.h"

namespace fluxweir::native {

Pool::Pool(std::size_t threads, std::size_t bound) : bound_(bound) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

void Pool::stop() {
  {
    const std::lock_guard guard(lock_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Pool::run(Task task) {
  {
    const std::lock_guard guard(lock_);
    if (stopping_ || waiting_.size() >= bound_) return false;
    waiting_.push_back({std::move(task), read_mono()});
  }
  wake_.notify_one();
  return true;
}

Millis Pool::oldest_wait(Instant now) const {
  const std::lock_guard guard(lock_);
  return waiting_.empty() || now < waiting_.front().since ? Millis{} : now - waiting_.front().since;
}

void Pool::serve() {
  while (true) {
    Task task;
    {
      std::unique_lock guard(lock_);
      wake_.wait(guard, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      task = std::move(waiting_.front().task);
      waiting_.pop_front();
    }
    task();
  }
}

}  // namespace fluxweir::native
