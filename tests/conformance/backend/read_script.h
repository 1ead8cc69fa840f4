// What the scripted backend shall do, as JSON: the members of TaskScript and Fault (bfl_script.h)
// by their own names, values of enums in snake_case.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "e2e/bfl_script.h"

namespace fluxweir::e2e {

// Names in `wrong` what it does not know: a script with a slip must not pass for a good day.
TaskScript read_script(const nlohmann::json& json, std::string& wrong);

}  // namespace fluxweir::e2e
