// The painter as a provider: a call's body in, an HTTP-shaped answer out; the same on every host.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "image/raster.h"

namespace fluxweir {

struct PaintAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
};

// `json` is what read_paint_request takes; `reference` is an encoded picture, or empty; `decode`
// turns one into pixels and is asked only when there is one. 200 and the picture, or JSON:
// {"status"} with 200 for a refused prompt, {"error"} with 422 for what can't be painted and 500
// when memory ran out.
PaintAnswer paint_answer(std::string_view json, std::string_view reference,
                         Result<Raster> (*decode)(std::string_view));

}  // namespace fluxweir
