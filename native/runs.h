// The runs of this process and who watches them, on whatever thread. It keeps the last news of a
// run for a moment after its end, so that a watcher who comes late still learns of it.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "blobs.h"
#include "exchange/events.h"
#include "loop.h"

namespace fluxweir::native {

// What a run tells, with the pictures it still holds.
struct RunNews {
  Outcome outcome;
  std::vector<BlobPtr> blobs;
};

// Gets the news on the loop it belongs to.
class RunWatcher {
 public:
  virtual ~RunWatcher() = default;
  virtual void on_news(std::shared_ptr<const RunNews> news) = 0;
  virtual void on_nudge(const Nudge& nudge) = 0;  // only to the run itself
};

// Usable from any thread.
class Runs {
 public:
  // `machine`, on `loop`, is the run's own and gets its nudges.
  void begin(const std::string& run, Loop& loop, std::weak_ptr<RunWatcher> machine);
  void end(const std::string& run);  // its machine has finished
  void publish(const std::shared_ptr<const RunNews>& news);
  // Passed to the run if it is here and has not ended.
  void nudge(const Nudge& nudge);
  // The latest news is given at once.
  void watch(const std::string& run, Loop& loop, std::weak_ptr<RunWatcher> watcher);
  // Those whose final news has not been published.
  std::size_t running() const { return running_.load(std::memory_order_relaxed); }
  std::vector<std::string> running_ids() const;

 private:
  struct Watching {
    Loop* loop;
    std::weak_ptr<RunWatcher> watcher;
  };
  struct Entry {
    bool running = false;  // not final yet: it counts
    bool open = false;     // it has a machine; one that is final may still be before its judge
    Watching machine{};
    std::shared_ptr<const RunNews> last;
    std::vector<Watching> watchers;
  };
  void forget_old();           // under the lock
  void settled(Entry& entry);  // under the lock

  mutable std::mutex lock_;
  std::unordered_map<std::string, Entry> runs_;
  std::list<std::string> ended_;  // oldest first
  std::atomic<std::size_t> running_{0};
};

}  // namespace fluxweir::native
