// `fluxweir bench models`: what each configured offer makes of the same prompts.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

void add_bench_models(CLI::App& bench, int& code);

}  // namespace fluxweir::native
