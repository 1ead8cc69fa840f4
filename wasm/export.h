// What a module exports, by name. Elsewhere the same sources are plain functions.
#pragma once

#if defined(__wasm__)
#define FLUXWEIR_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define FLUXWEIR_EXPORT(name)
#endif
