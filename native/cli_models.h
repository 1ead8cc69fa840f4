// `fluxweir models [ID]`: what can be asked for.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

void add_models(CLI::App& app, int& code);

}  // namespace fluxweir::native
