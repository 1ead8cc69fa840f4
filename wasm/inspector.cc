#include "inspector.h"

#include <cstdlib>
#include <string>

#include "abi.h"
#include "frame.h"
#include "inspect_picture.h"

namespace fluxweir::wasm {
namespace {

std::string& last() {
  static std::string* const kLast = new std::string;  // lives as long as the module's memory
  return *kLast;
}

}  // namespace
}  // namespace fluxweir::wasm

using namespace fluxweir::wasm;

uint32_t fluxweir_inspector_abi_version(void) { return FLUXWEIR_ABI_VERSION; }

void* fluxweir_inspector_alloc(uint32_t size) { return std::malloc(size); }
void fluxweir_inspector_free(void* memory) { std::free(memory); }

uint32_t fluxweir_inspector_inspect(const char* picture, uint32_t size, const char* calibration,
                                    uint32_t calibration_size, uint32_t film_grain) {
  last().clear();
  Writer writer(last());
  writer("inspection",
         inspect_picture({picture, size}, film_grain != 0, {calibration, calibration_size}));
  return static_cast<uint32_t>(last().size());
}

const char* fluxweir_inspector_last_ptr(void) { return last().data(); }
