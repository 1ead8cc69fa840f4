// `fluxweir emulate`: the front APIs over the painter, at a vendor's pace and with its failures.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

void add_emulate(CLI::App& app, int& code);

}  // namespace fluxweir::native
