// What looks at finished pictures. A build without it (FLUXWEIR_WASI_INSPECTOR off) links
// no_inspector.cc in place of inspector.cc.
#pragma once

#include <string_view>

#include "image/inspection.h"

namespace fluxweir::wasi {

// Whether this build has it. Without it every picture is unscored, as "host_cannot_decode".
bool decodes();

// As wasm::inspect_picture. Takes its time, and nothing else goes on meanwhile.
Inspection look_at(std::string_view picture, bool film_grain, std::string_view calibration);

}  // namespace fluxweir::wasi
