// What looks at finished pictures. A build without it (FLUXWEIR_WASI_INSPECTOR off) links
// no_inspector.cc in place of inspector.cc.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"
#include "image/inspection.h"

namespace fluxweir::wasi {

// Whether this build has it. Without it every picture is unscored, as "host_cannot_decode".
bool decodes();

// What is wrong with the settings' quality.calibration; nothing in a build that does not look.
std::optional<Error> check_calibration(std::string_view calibration);

// As wasm::inspect_picture. Takes its time, and nothing else goes on meanwhile.
Inspection look_at(std::string_view picture, bool film_grain, std::string_view calibration);

}  // namespace fluxweir::wasi
