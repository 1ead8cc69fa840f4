// The page that `fluxweir score --html` writes: pictures side by side, with a map of where each
// defect is. One file, no scripts, nothing loaded from elsewhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quality/rules.h"
#include "scored_file.h"

namespace fluxweir::native {

// Reads every picture again for its thumbnail, one at a time.
std::string score_report(const std::vector<ScoredFile>& files, Vertical vertical);

}  // namespace fluxweir::native
