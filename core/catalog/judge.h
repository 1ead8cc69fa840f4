// Who judges what pixels can't tell: faces, hands, text, whether the picture is what the prompt
// asked for. Built by settings, spoken to by core/judge.
#pragma once

#include <optional>
#include <string>

#include "base/units.h"

namespace fluxweir {

struct Judge {
  std::string provider;          // name in the settings
  std::string codec;             // "openai", "runflow"
  std::string origin;            // "https://api.openai.com", no trailing slash
  std::string credential;        // name of the secret; empty: none
  std::string model;             // openai: that sees pictures
  Millis timeout{30'000};        // of one judgement, polling included
  MicroUsd price;                // what the operator says that one costs
  std::optional<MicroUsd> most;  // for one run; nothing: no bound
};

}  // namespace fluxweir
