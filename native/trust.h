// What the settings of a gateway let its host call: its providers, and who else may be connected
// to.
#pragma once

#include <memory>

#include "settings/settings.h"
#include "upstream.h"

namespace fluxweir::native {

std::shared_ptr<const UpstreamOptions> upstream_options(const Settings& settings);

}  // namespace fluxweir::native
