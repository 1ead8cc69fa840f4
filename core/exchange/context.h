// What every machine of one gateway shares.
#pragma once

#include <memory>
#include <optional>

#include "catalog/catalog.h"
#include "exchange/rehearsal.h"
#include "prompt/enhance.h"
#include "routing/health.h"
#include "safety/screen.h"
#include "settings/settings.h"

namespace fluxweir {

struct Context {
  Catalog catalog;
  Settings settings;
  // Null unless it emulates; changes by its rules and runs.
  std::unique_ptr<Rehearsal> rehearsal = {};
  // All else is built once and read only; what is learnt of the offers outlives requests.
  mutable Health health = {};
  mutable std::int64_t storing = 0;  // runs that are let in and not started yet
  // Read when the first prompt asks for them: together they take longer than all else that opens a
  // gateway.
  mutable std::optional<Screen> screen = {};
  mutable std::optional<Enhancer> enhancer = {};
};

}  // namespace fluxweir
