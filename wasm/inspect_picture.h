// From a finished picture's bytes to its inspection, on hosts that are WebAssembly.
#pragma once

#include <string_view>

#include "image/inspection.h"

namespace fluxweir::wasm {

// Decodes `bytes` (decode.h tells what is taken) and looks at the pixels; `film_grain`: grain is
// wanted; `calibration`: the JSON object of quality.calibration, empty: none. With one that can't
// be read it is looked at without, and unscored, as "calibration_not_valid". What can't be decoded
// is unscored, as "not_decoded", and a JPEG or PNG that is damaged is "broken" too.
Inspection inspect_picture(std::string_view bytes, bool film_grain, std::string_view calibration);

}  // namespace fluxweir::wasm
