// The rows of the failure wall: what a provider does to one picture, and what the caller must get.
#pragma once

#include <string>
#include <vector>

#include "e2e/bfl_script.h"

namespace fluxweir::e2e {

enum class Hooks { Off, On };  // whether the gateway can be called back

struct WallRow {
  const char* name = "";
  TaskScript script = {};  // of the first provider
  const char* expected =
      "bfl";               // "bfl", "bfl2": who delivers; or an error code; alternatives with |
  TaskScript second = {};  // of the second provider
  int times = 0;           // how many submits meet `script` before all is well; 0: all
  bool smooth = false;     // nothing failed: at most six calls
  bool unknown = false;    // nobody can tell whether the submit was taken: no other may be made
  bool refused = false;    // for its content: never carried elsewhere
  bool flawed = false;     // what it delivers is not what was promised
  bool only_one = false;   // there is no second provider
  int pause_ms = 0;        // at least, between the first two submits
  bool refuses_connections = false;
  bool other_host_allowed = false;
  Hooks hooks = Hooks::Off;
  int run_timeout_s = 25;
};

// `polling_host` and `sample_host` are "other-host" where they stand for the server's other origin.
std::vector<WallRow> wall_rows();

}  // namespace fluxweir::e2e
