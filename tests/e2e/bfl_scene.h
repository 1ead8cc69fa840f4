// A folder with settings and a catalogue in front of a scripted BFL server, which a test may write
// anew while the gateway runs.
#pragma once

#include <string>
#include <vector>

#include "e2e/bfl_server.h"
#include "e2e/gateway_process.h"
#include "json/tree.h"

namespace fluxweir::e2e {

class BflScene {
 public:
  // The catalogue says that pictures typically take `typical_ms`.
  explicit BflScene(const json::Tree& limits = json::Tree::object(), int typical_ms = 40);
  ~BflScene();
  BflScene(const BflScene&) = delete;
  BflScene& operator=(const BflScene&) = delete;

  // One offer of Ultra at this price, and `limits`.
  json::Tree settings(std::int64_t price_micro_usd, const json::Tree& limits) const;
  // Replaces the settings file as an editor would: whole.
  void write_settings(const std::string& text) const;
  std::vector<std::string> args() const;
  static Environment environment();

  BflServer bfl;

 private:
  std::string folder_;
};

}  // namespace fluxweir::e2e
