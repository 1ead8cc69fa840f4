// How well numbers tell apart and order: what measures are themselves measured by.
#pragma once

#include <cstdint>
#include <span>

namespace fluxweir::quality {

// The probability that a value of `high` is greater than one of `low`, ties counting half: 1 when
// all are, 0.5 when they say nothing. Neither may be empty.
double auc(std::span<const std::int64_t> low, std::span<const std::int64_t> high);

// Spearman's rank correlation, -1..1, ties sharing their mean rank; 0 when one of the two is
// constant. Both have the same length of at least 2.
double spearman(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

}  // namespace fluxweir::quality
