// The `fetch` section of the settings: where URLs that callers choose may lead.
#pragma once

#include "base/fault_list.h"
#include "http/url.h"
#include "json/reader.h"

namespace fluxweir {

// `tree` null: the defaults.
UrlPolicy read_fetch_policy(std::optional<json::Value> object, FaultList& faults);

}  // namespace fluxweir
