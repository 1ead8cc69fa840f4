// What every dialect's answer carries: the `fluxweir` object and the x-fluxweir-* headers.
#pragma once

#include <string>

#include "dialects/dialect.h"
#include "image/body_writer.h"

namespace fluxweir {

// What its pixels told, as members of the open object.
void write_inspection(json::Writer& out, const Inspection& seen);

// What the judge said of a picture, as the member "judge"; "not_evaluated" where none was asked.
void write_judgement(json::Writer& out, const Judgement& said);

// Writes the key `fluxweir` and its object into the open object.
void write_receipt(json::Writer& out, const Outcome& outcome);

// content-type, x-fluxweir-run, x-fluxweir-receipt ("mapped=1, dropped=2, cost_micro_usd=60000")
// and, for pictures of the built-in painter, x-fluxweir-demo.
Headers receipt_headers(const Outcome& outcome);

// Writes a picture's URL, data URI or base64 as a string value.
void write_media(BodyWriter& out, const Picture& picture, MediaStyle style);

// The code, message, faults and retry hint of an error as members of the open object.
void write_error_members(json::Writer& out, const Error& error);

// An error's headers: content-type, retry-after, allow.
Headers error_headers(const Error& error);

}  // namespace fluxweir
