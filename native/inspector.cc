#include "inspector.h"

#include <exception>
#include <utility>

#include "decode.h"
#include "quality/inspect.h"

namespace fluxweir::native {
namespace {

Inspection unscored(std::string reason) {
  Inspection seen;
  seen.unscored = std::move(reason);
  return seen;
}

Inspection look_at(const std::string& bytes, bool film_grain) {
  try {
    const Result<Raster> picture = decode_picture(bytes);
    return picture ? inspect(*picture, {film_grain}) : unscored("not_decoded");
  } catch (const std::exception&) {  // no memory for the pixels
    return unscored("not_decoded");
  }
}

}  // namespace

void Inspector::start(BlobPtr picture, bool film_grain, Sink sink) {
  auto work = [picture = std::move(picture), film_grain, sink] {
    sink(look_at(picture->bytes, film_grain));
  };
  if (!pool_.run(std::move(work))) sink(unscored("busy"));
}

}  // namespace fluxweir::native
