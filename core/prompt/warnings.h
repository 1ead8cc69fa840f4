// What the enhancer tells the caller about a prompt instead of changing it: negations, which tend
// to add what they name, and the syntax of other systems, which reaches the model as plain text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "prompt/lexicon.h"
#include "prompt/styles.h"

namespace fluxweir::prompt {

// "negation_detected: ..." and "foreign_syntax: ..." lines, each once. They quote our own lists,
// never the prompt.
std::vector<std::string> find_warnings(std::string_view text, const WordList& list,
                                       const Reading& reading, const Styles& styles);

}  // namespace fluxweir::prompt
