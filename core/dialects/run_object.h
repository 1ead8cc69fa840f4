// A run as one JSON object, in every state: what GET /v1/runs/{id}, the list and Runflow's create
// answer with. It has Runflow's keys (provider-apis 1.3, read 2026-11-25) and our own beside them.
#pragma once

#include <string>

#include "dialects/dialect.h"
#include "image/body_writer.h"

namespace fluxweir {

// Writes the run as the value that comes next. A data URI stands once only, in output.outputs.
void write_run(BodyWriter& out, const Outcome& outcome, const Presentation& how);

// An answer of that object alone, with the receipt's headers.
Answer show_run(const Outcome& outcome, const Presentation& how);

// The keys `images` and `errors` of our own answers.
void write_pictures(BodyWriter& out, const Outcome& outcome, MediaStyle style);

// Runflow's keys of a run that ended without anything, or null: failure_code and its like.
void write_failure(json::Writer& out, const Outcome& outcome);

// A time as Runflow writes it; null when it is not `known`.
void write_time(json::Writer& out, std::string_view key, bool known, UnixMillis time);

// JSON that came from a caller and was checked when it did; null when it is empty.
void write_json(json::Writer& out, std::string_view key, const std::string& text);

// null when it is empty.
void write_text(json::Writer& out, std::string_view key, std::string_view text);

// Runflow's envelope and ours in one: {"code","message","errors","error":{"code","message",...}}.
Answer show_run_error(const Error& error);

}  // namespace fluxweir
