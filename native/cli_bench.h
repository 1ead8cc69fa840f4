// `fluxweir bench quality`: how well the measures see known damage, as Markdown.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

// Adds the command; `code` becomes the exit code when it runs: 0, or 1 when a picture can't be
// used.
void add_bench(CLI::App& app, int& code);

}  // namespace fluxweir::native
