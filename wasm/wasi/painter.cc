#include "decode.h"
#include "painting.h"

namespace fluxweir::wasi {

std::optional<PaintAnswer> paint(std::string_view json, std::string_view reference) {
  return paint_answer(json, reference, wasm::decode_picture);
}

}  // namespace fluxweir::wasi
