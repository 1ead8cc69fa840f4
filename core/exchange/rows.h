// What is written of a run: its row, and its line in the ledger.
#pragma once

#include "base/apart.h"
#include "exchange/events.h"

namespace fluxweir {

// As it may be stored: without the caller's words where prompts are not kept or nothing of the run
// is.
Outcome stored_form(const Outcome& outcome, bool keep_prompts);

// All of the stored form.
FLUXWEIR_APART Statement insert_row(const Outcome& row, UnixMillis expires, Now now);
FLUXWEIR_APART Statement update_row(const Outcome& row, Now now);
FLUXWEIR_APART Statement delete_row(const std::string& run);
FLUXWEIR_APART Statement ledger_line(const Outcome& outcome, Now now);

}  // namespace fluxweir
