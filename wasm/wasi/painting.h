// The painter as a provider: what a call to "renderer:" gets. A build without the painter
// (FLUXWEIR_WASI_RENDERER off) links no_painter.cc in place of painter.cc.
#pragma once

#include <optional>
#include <string_view>

#include "render/answer.h"

namespace fluxweir::wasi {

// Nothing when there is no painter here. Takes its time, and nothing else goes on meanwhile.
std::optional<PaintAnswer> paint(std::string_view json, std::string_view reference);

}  // namespace fluxweir::wasi
