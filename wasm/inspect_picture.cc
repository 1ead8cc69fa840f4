#include "inspect_picture.h"

#include "decode.h"
#include "quality/inspect.h"

namespace fluxweir::wasm {

Inspection inspect_picture(std::string_view bytes, bool film_grain) {
  const Result<Raster> picture = decode_picture(bytes);
  if (picture) return inspect(*picture, {film_grain});
  Inspection seen;
  seen.unscored = "not_decoded";
  return seen;
}

}  // namespace fluxweir::wasm
