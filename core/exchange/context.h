// What every machine of one gateway shares: built once, read only.
#pragma once

#include "catalog/catalog.h"
#include "prompt/enhance.h"
#include "safety/screen.h"
#include "settings/settings.h"

namespace fluxweir {

struct Context {
  Catalog catalog;
  Settings settings;
  Enhancer enhancer;
  Screen screen;
};

}  // namespace fluxweir
