#include "inspect_picture.h"

#include "decode.h"
#include "image/sniff.h"
#include "quality/inspect.h"

namespace fluxweir::wasm {

Inspection inspect_picture(std::string_view bytes, bool film_grain) {
  const Result<Raster> picture = decode_picture(bytes);
  if (picture) return inspect(*picture, {film_grain});
  Inspection seen;
  seen.unscored = "not_decoded";
  const PictureKind kind = sniff(bytes).kind;
  const bool is_read_here = kind == PictureKind::Jpeg || kind == PictureKind::Png;
  if (is_read_here && picture.error().faults[0].rule == "format") seen.placeholder = "broken";
  return seen;
}

}  // namespace fluxweir::wasm
