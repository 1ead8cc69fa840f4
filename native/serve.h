// `fluxweir serve`, `fluxweir emulate` (the same with a profile) and `fluxweir check-config`:
// settings in, a running gateway out.
#pragma once

#include <optional>
#include <string>

#include "settings/settings.h"

namespace fluxweir::native {

struct ServeArguments {
  std::string listen;      // HOST:PORT; empty: what the settings say
  std::string data;        // folder; empty: what the settings say
  std::string config;      // file; empty: the defaults
  std::string models;      // file; empty: the catalogue that is compiled in
  std::string public_url;  // empty: what the settings say
  bool open = false;       // other machines may connect
  bool renderer = false;
  unsigned threads = 0;  // 0: one per core
  bool quiet = false;
  std::optional<EmulateProfile> emulate = {};  // then on one thread and on loopback only
  std::string rules;                           // the file that emulate->rules came from
};

// Serves until SIGINT or SIGTERM. Returns the exit code: 0 after an orderly end, 1 when something
// failed, 2 when it was asked for something it refuses.
int run_serve(const ServeArguments& arguments);

// Names every fault of the settings on standard error; 0 when there is none.
int run_check_config(const std::string& path, const std::string& models);

}  // namespace fluxweir::native
