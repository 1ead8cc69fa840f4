// Settings and catalogue read again while the gateway serves. Pure: texts in, what to build from
// them out.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "gateway.h"
#include "settings/settings.h"

namespace fluxweir::native {

// What gateways are built from.
struct Blueprint {
  std::string text;    // of the settings
  std::string models;  // of the catalogue; empty: the one that is compiled in
  HostProfile profile;
};

// Fails as Gateway::load does, and when the calibration in the settings is not valid.
Result<Gateway> build(const Blueprint& blueprint);

struct Renewal {
  Blueprint next;
  std::vector<std::string> changed;  // JSON pointers into the settings; "models" for the catalogue
  std::vector<std::string> kept;     // pointers whose new value takes a restart
};

// Fails with every fault of the new texts. What takes a restart (listen, data, test) stays as it
// is.
Result<Renewal> renew(const Blueprint& before, const std::string& text, const std::string& models);

// One log line, JSON: names only, never a value.
std::string reloaded_line(const Renewal& renewal, UnixMillis wall);
std::string refused_line(const Error& error, UnixMillis wall);

}  // namespace fluxweir::native
