// What every machine of one gateway shares: built once, read only but for a rehearsal.
#pragma once

#include <memory>

#include "catalog/catalog.h"
#include "exchange/rehearsal.h"
#include "prompt/enhance.h"
#include "safety/screen.h"
#include "settings/settings.h"

namespace fluxweir {

struct Context {
  Catalog catalog;
  Settings settings;
  Enhancer enhancer;
  Screen screen;
  std::unique_ptr<Rehearsal> rehearsal;  // null unless it emulates; the one part that changes
};

}  // namespace fluxweir
