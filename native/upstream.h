// HTTP out, for one loop: libcurl's multi interface with its sockets in an epoll set of their own,
// which the loop watches.
#pragma once

#include <memory>

#include "fetching.h"
#include "loop.h"

namespace fluxweir::native {

class Upstream {
 public:
  explicit Upstream(Loop& loop);
  ~Upstream();

  // On the loop's thread. `sink` is called on it too, never from inside this call.
  void start(FetchOrder order, FetchSink sink);
  // Stops the transfer whose flag this is; its sink is called no more.
  void stop(const CancelFlag& flag);

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace fluxweir::native
