// `fluxweir generate "PROMPT"`: pictures without a server. Its flags come from the parameter table.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

// Adds the command; `code` becomes the exit code when it runs: 0, 2 for a request that was refused,
// 1 for anything else.
void add_generate(CLI::App& app, int& code);

}  // namespace fluxweir::native
