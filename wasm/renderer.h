// The painter behind a small C ABI: a module of its own, so that a host without pictures of its own
// has some, and one that has them need not carry it. One thread, no imports, or nearly none.
//
// paint() leaves its answer at last_ptr(), valid until the next call: three u32, little-endian, the
// HTTP status, the length of the content type and the length of the body, then those two. What is
// answered when is told in core/render/answer.h.
#pragma once

#include <stdint.h>

#include "export.h"

extern "C" {

enum { FLUXWEIR_RENDERER_ABI_VERSION = 1 };

FLUXWEIR_EXPORT(abi_version) uint32_t fluxweir_renderer_abi_version(void);

// Room for what is handed in; free it after the call.
FLUXWEIR_EXPORT(alloc) void* fluxweir_renderer_alloc(uint32_t size);
FLUXWEIR_EXPORT(free) void fluxweir_renderer_free(void* memory);

// `body` is the JSON of a call to "renderer:paint". `reference` is the call's second part, a JPEG
// or PNG picture; its size is 0 when there is none. Returns the answer's length. A trap means that
// memory ran out: drop the instance.
FLUXWEIR_EXPORT(paint)
uint32_t fluxweir_renderer_paint(const char* body, uint32_t body_size, const char* reference,
                                 uint32_t reference_size);

FLUXWEIR_EXPORT(last_ptr) const char* fluxweir_renderer_last_ptr(void);
}
