// A score as JSON, the same for every host.
#pragma once

#include <cstdint>
#include <string>

#include "json/writer.h"
#include "quality/measure.h"
#include "quality/score.h"

namespace fluxweir {

// A JSON number with as few decimals as it needs: 420'000 -> "0.42".
std::string number_text(std::int64_t millionths);

// Members of an object that the caller has open: width, height, score (0..100), verdict, rules,
// vertical, reasons, parts, measures (absent ones left out), dhash and phash (16 hex digits),
// not_evaluated. Shares are 0..1.
void write_score(json::Writer& writer, const Measures& measures, const Score& score,
                 Vertical vertical);

}  // namespace fluxweir
