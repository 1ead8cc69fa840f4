#include "painting.h"

namespace fluxweir::wasi {

std::optional<PaintAnswer> paint(std::string_view, std::string_view) { return std::nullopt; }

}  // namespace fluxweir::wasi
