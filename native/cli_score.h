// `fluxweir score FILE...`: what pixels tell about pictures.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

// Adds the command; `code` becomes the exit code when it runs: 0 when every picture passes or
// warns, 2 when one fails, 1 when one can't be read (which comes first).
void add_score(CLI::App& app, int& code);

}  // namespace fluxweir::native
