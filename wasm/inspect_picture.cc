#include "inspect_picture.h"

#include "decode.h"
#include "image/sniff.h"
#include "quality/calibration.h"
#include "quality/inspect.h"

namespace fluxweir::wasm {

Inspection inspect_picture(std::string_view bytes, bool film_grain, std::string_view calibration) {
  const Result<Raster> picture = decode_picture(bytes);
  if (picture) {
    if (calibration.empty()) return inspect(*picture, {film_grain});
    const Result<Calibration> fitted = read_calibration(calibration);
    Inspection seen = inspect(*picture, {film_grain, fitted ? &*fitted : nullptr});
    if (!fitted) seen.unscored = "calibration_not_valid";
    return seen;
  }
  Inspection seen;
  seen.unscored = "not_decoded";
  const PictureKind kind = sniff(bytes).kind;
  const bool is_read_here = kind == PictureKind::Jpeg || kind == PictureKind::Png;
  if (is_read_here && picture.error().faults[0].rule == "format") seen.placeholder = "broken";
  return seen;
}

}  // namespace fluxweir::wasm
