// Looks at the pixels of finished pictures: decodes, measures and scores them on a bounded pool.
#pragma once

#include <cstddef>
#include <functional>

#include "blobs.h"
#include "image/inspection.h"
#include "pool.h"

namespace fluxweir::native {

class Inspector {
 public:
  using Sink = std::function<void(Inspection)>;
  Inspector(std::size_t threads, std::size_t bound) : pool_(threads, bound) {}

  // `sink` is called from a thread of the pool, or at once when too many wait: the picture is then
  // unscored, as "busy".
  void start(BlobPtr picture, bool film_grain, Sink sink);

  // What is being looked at is waited for. Before the loops that asked end.
  void close() { pool_.stop(); }

 private:
  Pool pool_;
};

}  // namespace fluxweir::native
