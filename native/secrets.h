// Provider secrets, from the environment. They never enter the core.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace fluxweir::native {

// The header that `credential` stands for: its name is an environment variable, bare or as
// "${NAME}". Nothing when the variable is missing, empty or holds a control character.
std::optional<Header> find_secret(const Credential& credential);

// True when the environment holds a usable value for `name`.
bool has_secret(std::string_view name);

}  // namespace fluxweir::native
