// The core behind a small C ABI, the same for both toolchains. Numbers and addresses are u32, times
// are f64: mono in microseconds, wall in milliseconds. The module has one thread and no imports, or
// nearly none; what it exports is all here.
//
// A call that returns a length leaves that many bytes at last_ptr(), valid until the next call.
// Frames are described in frame.h. Lengths below 0x80000000 are answers; with that bit set, the
// rest is the length of an Error's payload.
#pragma once

#include <stdint.h>

#include "export.h"

extern "C" {

enum { FLUXWEIR_ABI_VERSION = 3, FLUXWEIR_KEPT = 0xffff };

// Grows whenever a frame or a call changes.
FLUXWEIR_EXPORT(abi_version) uint32_t fluxweir_abi_version(void);

// Room for what is handed in; free it after the call.
FLUXWEIR_EXPORT(alloc) void* fluxweir_alloc(uint32_t size);
FLUXWEIR_EXPORT(free) void fluxweir_free(void* memory);

// Builds a gateway from settings and a catalogue, both JSON and both may be empty, and the payload
// of a HostProfile. Returns its handle, from 1, or an Error.
FLUXWEIR_EXPORT(gateway_open)
uint32_t fluxweir_gateway_open(const char* settings, uint32_t settings_size, const char* models,
                               uint32_t models_size, const char* profile, uint32_t profile_size);
FLUXWEIR_EXPORT(gateway_close) void fluxweir_gateway_close(uint32_t gateway);

// A machine's handle, from 1; 0 when there is no such gateway. Entropy is 32 bytes. A run is what
// `exchange` has asked to start, once; its latest news are kept for that exchange,
// and come to it with the input RunChanged, whose frame is empty, once.
FLUXWEIR_EXPORT(open_exchange)
uint32_t fluxweir_open_exchange(uint32_t gateway, const char* entropy);
FLUXWEIR_EXPORT(open_run) uint32_t fluxweir_open_run(uint32_t gateway, uint32_t exchange);
FLUXWEIR_EXPORT(open_sweep) uint32_t fluxweir_open_sweep(uint32_t gateway);
// Hands in one input, a frame, and drains: the frames of all actions, Wait or Finished the last. 0:
// the frame was not an input. A client's body goes in as it came: pictures
// inside it come back as Blob actions without an OpId, whose bytes are to be added to the scratch
// blob of that handle, and ClientEnd goes in without media. A frame of the kind FLUXWEIR_KEPT is no
// input, and 0 is its answer: the payload of an UpstreamChunk with the next bytes that the host has
// put into a scratch blob for that Fetch. All of them go in before its UpstreamEnd: what the
// picture is and whether it is whole is told by them.
FLUXWEIR_EXPORT(handle)
uint32_t fluxweir_handle(uint32_t machine, const char* frame, uint32_t size, double mono,
                         double wall);
FLUXWEIR_EXPORT(close) void fluxweir_close(uint32_t machine);

// What a create request would do, without doing it: `head` is the payload of a RequestHead, entropy
// is 32 bytes. The payload of a Plan, or an Error.
FLUXWEIR_EXPORT(plan)
uint32_t fluxweir_plan(uint32_t gateway, const char* head, uint32_t head_size, const char* body,
                       uint32_t body_size, const char* entropy, double mono, double wall);

FLUXWEIR_EXPORT(last_ptr) const char* fluxweir_last_ptr(void);
}
