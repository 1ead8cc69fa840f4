// The painter as a provider: calls to "renderer:" run on a bounded pool.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "fetching.h"
#include "pool.h"
#include "render/answer.h"

namespace fluxweir::native {

// `reference` is an encoded picture, or empty.
using Painter = std::function<PaintAnswer(std::string_view json, std::string_view reference)>;

// The painter of core/render, with this host's decoder.
PaintAnswer paint_answer(std::string_view json, std::string_view reference);

class Renderer {
 public:
  Renderer(std::size_t threads, std::size_t bound, Painter painter = paint_answer)
      : painter_(std::move(painter)), pool_(threads, bound) {}

  // `sink` gets a whole answer, UpstreamLost "busy" at once when too many wait, or "timeout" when
  // the call's time was over before a painter was free.
  void start(FetchOrder order, const FetchSink& sink);

  // What is being painted is waited for. Before the loops that asked end.
  void close() { pool_.stop(); }

  Millis oldest_wait(Instant now) const { return pool_.oldest_wait(now); }

 private:
  Painter painter_;
  Pool pool_;
};

}  // namespace fluxweir::native
