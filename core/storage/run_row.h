// A run's Outcome as the JSON text of its row, and back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "image/outcome.h"

namespace fluxweir {

// Whose an evaluation is: its row is a run's, and must not be among the owner's runs.
std::string owner_of_evaluations(std::string_view owner);

std::string write_outcome(const Outcome& outcome);
// Takes out the caller's words: the prompt, the input and the values in the receipt. `client_ref`
// and `metadata` stay, which the caller gave in order to have them back.
void forget_words(Outcome& outcome);
// Fails with Bug when the text is not what write_outcome makes.
Result<Outcome> read_outcome(std::string_view text);

}  // namespace fluxweir
