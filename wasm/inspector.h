// What looks at finished pictures behind a small C ABI: a module of its own, so that only hosts
// that want scores carry it. One thread, no imports, or nearly none.
#pragma once

#include <stdint.h>

#include "export.h"

extern "C" {

// FLUXWEIR_ABI_VERSION: the answer is one of the core's frames.
FLUXWEIR_EXPORT(abi_version) uint32_t fluxweir_inspector_abi_version(void);

// Room for what is handed in; free it after the call.
FLUXWEIR_EXPORT(alloc) void* fluxweir_inspector_alloc(uint32_t size);
FLUXWEIR_EXPORT(free) void fluxweir_inspector_free(void* memory);

// `picture` is a JPEG or PNG file; `film_grain` is not 0 when grain is wanted; `calibration` is the
// JSON of quality.calibration, of no bytes when there is none. Returns the length of the payload of
// an Inspection (frame.h) at last_ptr(), valid until the next call. A trap means that memory ran
// out: drop the instance.
FLUXWEIR_EXPORT(inspect)
uint32_t fluxweir_inspector_inspect(const char* picture, uint32_t size, const char* calibration,
                                    uint32_t calibration_size, uint32_t film_grain);

FLUXWEIR_EXPORT(last_ptr) const char* fluxweir_inspector_last_ptr(void);
}
