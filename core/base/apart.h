// Keeps a function out of its callers. Engines that run WebAssembly compile a function whole when
// it is first called, and linking puts whatever has one caller into it: what the first answer does
// not need stays apart from what it does.
#pragma once

#define FLUXWEIR_APART [[gnu::noinline]]
