// What goes wrong before or beside a request, told to the person at the terminal.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace fluxweir::native {

// "fluxweir: TEXT" on standard error.
void complain(const std::string& text);
// With a line for each fault.
void complain(const std::string& where, const Error& error);

// The text of a settings file, empty for no file; nothing (and a complaint) when it can't be read.
std::optional<std::string> read_settings(const std::string& path);

}  // namespace fluxweir::native
