#include "inspect_picture.h"
#include "inspecting.h"
#include "quality/calibration.h"

namespace fluxweir::wasi {

bool decodes() { return true; }

std::optional<Error> check_calibration(std::string_view calibration) {
  if (calibration.empty()) return std::nullopt;
  Result<Calibration> read = read_calibration(calibration, "/quality/calibration");
  return read ? std::nullopt : std::optional<Error>(std::move(read.error()));
}

Inspection look_at(std::string_view picture, bool film_grain, std::string_view calibration) {
  return wasm::inspect_picture(picture, film_grain, calibration);
}

}  // namespace fluxweir::wasi
