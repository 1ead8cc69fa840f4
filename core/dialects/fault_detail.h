// Faults as FastAPI writes them, which both fal and Black Forest Labs answer with:
// {"loc":["body","image_size","width"],"msg":"...","type":"..."}.
#pragma once

#include <string_view>

#include "base/error.h"
#include "json/writer.h"

namespace fluxweir {

// Writes the key `loc`: "/image_size/width" -> "body", "image_size", "width", every part a string.
void write_location(json::Writer& out, std::string_view path);

// One entry of `detail`, with the bound under `ctx` where there is one.
void write_fault_detail(json::Writer& out, const Fault& fault);

// The array of `detail`: the faults, or the prompt as a policy violation. False, and nothing
// written, for errors that FastAPI puts into a string.
bool write_detail_list(json::Writer& out, const Error& error);

}  // namespace fluxweir
