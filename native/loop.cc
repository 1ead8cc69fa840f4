#include "loop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>

#include "clock.h"

namespace fluxweir::native {
namespace asio = boost::asio;

namespace {

// Waits on a descriptor that someone else owns.
struct Watched : std::enable_shared_from_this<Watched> {
  Watched(asio::io_context& io, int fd, Loop::Task on_ready)
      : descriptor(io, fd), task(std::move(on_ready)) {}
  ~Watched() { descriptor.release(); }

  void wait() {
    descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            if (error || !self->wanted) return;
                            self->task();
                            if (self->wanted) self->wait();
                          });
  }

  asio::posix::stream_descriptor descriptor;
  Loop::Task task;
  bool wanted = true;
};

}  // namespace

struct Loop::Parts {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> guard{io.get_executor()};
  asio::steady_timer alarm{io};
  Instant armed;  // when `alarm` rings; 0: not armed
  TimerId last = 0;
  std::map<std::pair<Instant, TimerId>, Task> timers;
  std::unordered_map<TimerId, Instant> due;
  std::unordered_map<int, std::shared_ptr<Watched>> watched;

  void ring();
};

Loop::Loop() : parts_(std::make_unique<Parts>()) {}
Loop::~Loop() {
  for (auto& [fd, watched] : parts_->watched) watched->wanted = false;
}

void Loop::run() { parts_->io.run(); }
void Loop::stop() { parts_->io.stop(); }
void Loop::post(Task task) { asio::post(parts_->io, std::move(task)); }
asio::io_context& Loop::context() { return parts_->io; }

Loop::TimerId Loop::at(Instant when, Task task) {
  const TimerId id = ++parts_->last;
  parts_->timers.emplace(std::pair{when, id}, std::move(task));
  parts_->due.emplace(id, when);
  arm();
  return id;
}

void Loop::cancel(TimerId id) {
  const auto found = parts_->due.find(id);
  if (found == parts_->due.end()) return;
  parts_->timers.erase({found->second, id});
  parts_->due.erase(found);
}

// The alarm is set anew only for an earlier time: ringing early costs one look at the table.
void Loop::arm() {
  if (parts_->timers.empty()) return;
  const Instant next = parts_->timers.begin()->first.first;
  if (parts_->armed.micros != 0 && parts_->armed <= next) return;
  parts_->armed = next;
  parts_->alarm.expires_at(
      std::chrono::steady_clock::time_point(std::chrono::microseconds(next.micros)));
  parts_->alarm.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    parts_->armed = {};
    parts_->ring();
    arm();
  });
}

void Loop::Parts::ring() {
  const Instant now = read_mono();
  while (!timers.empty() && timers.begin()->first.first <= now) {
    auto node = timers.extract(timers.begin());
    due.erase(node.key().second);
    node.mapped()();
  }
}

void Loop::watch(int fd, Task task) {
  auto watched = std::make_shared<Watched>(parts_->io, fd, std::move(task));
  parts_->watched[fd] = watched;
  watched->wait();
}

void Loop::unwatch(int fd) {
  const auto found = parts_->watched.find(fd);
  if (found == parts_->watched.end()) return;
  found->second->wanted = false;
  found->second->descriptor.cancel();
  found->second->descriptor.release();
  parts_->watched.erase(found);
}

}  // namespace fluxweir::native
