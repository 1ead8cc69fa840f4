#include "runs.h"

#include <utility>

namespace fluxweir::native {
namespace {

constexpr std::size_t kEndedKept = 64;  // runs whose last news is kept after their end

void tell(Loop& loop, std::weak_ptr<RunWatcher> watcher, std::shared_ptr<const RunNews> news) {
  loop.post([watcher = std::move(watcher), news = std::move(news)] {
    if (const auto there = watcher.lock()) there->on_news(news);
  });
}

}  // namespace

void Runs::begin(const std::string& run, Loop& loop, std::weak_ptr<RunWatcher> machine) {
  const std::lock_guard guard(lock_);
  Entry& entry = runs_[run];
  entry.last = nullptr;  // of an earlier one: an idempotency key's id comes again
  entry.machine = {&loop, std::move(machine)};
  if (!entry.running) ++running_;
  entry.running = entry.open = true;
}

void Runs::settled(Entry& entry) {
  if (entry.running) --running_;
  entry.running = false;
}

void Runs::end(const std::string& run) {
  const std::lock_guard guard(lock_);
  const auto found = runs_.find(run);
  if (found == runs_.end() || !found->second.open) return;
  settled(found->second);
  found->second.open = false;
  // Late watchers learn of the end; the pictures are gone unless they were kept.
  if (found->second.last) {
    found->second.last = std::make_shared<const RunNews>(RunNews{found->second.last->outcome, {}});
  }
  found->second.watchers.clear();
  found->second.machine = {};
  ended_.push_back(run);
  forget_old();
}

void Runs::forget_old() {
  while (ended_.size() > kEndedKept) {
    const auto found = runs_.find(ended_.front());
    if (found != runs_.end() && !found->second.open) runs_.erase(found);
    ended_.pop_front();
  }
}

void Runs::publish(const std::shared_ptr<const RunNews>& news) {
  const std::lock_guard guard(lock_);
  const auto found = runs_.find(news->outcome.run);
  if (found == runs_.end()) return;
  found->second.last = news;
  if (is_final(news->outcome.state)) settled(found->second);
  for (const Watching& watching : found->second.watchers) {
    tell(*watching.loop, watching.watcher, news);
  }
}

void Runs::nudge(const Nudge& nudge) {
  const std::lock_guard guard(lock_);
  const auto found = runs_.find(nudge.run);
  if (found == runs_.end() || !found->second.running) return;
  const Watching& machine = found->second.machine;
  machine.loop->post([machine = machine.watcher, nudge] {
    if (const auto there = machine.lock()) there->on_nudge(nudge);
  });
}

void Runs::watch(const std::string& run, Loop& loop, std::weak_ptr<RunWatcher> watcher) {
  const std::lock_guard guard(lock_);
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;  // not a run of this process: there will be no news
  Entry& entry = found->second;
  if (entry.last) tell(loop, watcher, entry.last);
  if (entry.last && is_final(entry.last->outcome.state)) return;
  std::erase_if(entry.watchers, [](const Watching& w) { return w.watcher.expired(); });
  entry.watchers.push_back({&loop, std::move(watcher)});
}

std::vector<std::string> Runs::running_ids() const {
  const std::lock_guard guard(lock_);
  std::vector<std::string> ids;
  for (const auto& [id, entry] : runs_) {
    if (entry.running) ids.push_back(id);
  }
  return ids;
}

}  // namespace fluxweir::native
