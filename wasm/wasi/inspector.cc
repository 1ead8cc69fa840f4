#include "inspect_picture.h"
#include "inspecting.h"

namespace fluxweir::wasi {

bool decodes() { return true; }

Inspection look_at(std::string_view picture, bool film_grain, std::string_view calibration) {
  return wasm::inspect_picture(picture, film_grain, calibration);
}

}  // namespace fluxweir::wasi
