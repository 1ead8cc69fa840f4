// `fluxweir calibrate`: fits what the guard rejects by to the operator's own good pictures.
#pragma once

#include <CLI/App.hpp>

namespace fluxweir::native {

void add_calibrate(CLI::App& app, int& code);

}  // namespace fluxweir::native
