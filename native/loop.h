// One event loop, run by one thread. Everything but `post` and `stop` belongs to that thread.
// The header hides Boost.Asio, which is slow to compile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/units.h"

namespace boost::asio {
class io_context;
}

namespace fluxweir::native {

class Loop {
 public:
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;  // 0: none

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();       // until `stop`
  void stop();      // from any thread
  void post(Task);  // from any thread; runs later, in order

  // Runs `task` once, when `at` has come; ids are never used twice.
  TimerId at(Instant when, Task task);
  void cancel(TimerId id);  // 0 and timers that have fired are ignored

  // Runs `task` each time `fd` can be read, until `unwatch`. The caller closes fd after that.
  void watch(int fd, Task task);
  void unwatch(int fd);

  boost::asio::io_context& context();

 private:
  struct Parts;
  void arm();
  std::unique_ptr<Parts> parts_;
};

}  // namespace fluxweir::native
