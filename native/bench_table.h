// What `bench models` measured, in the shape of a model card's table: a line for each use case.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench_models.h"

namespace fluxweir::native {

// One offer in one vertical. Ranks are nearest ranks: the median of four is the second.
struct BenchRow {
  std::size_t target = 0;
  Vertical vertical = Vertical::General;
  std::size_t made = 0;            // pictures that were delivered and scored
  std::int32_t median = 0;         // scores, thousandths; 0 when none was made
  std::int32_t first_quarter = 0;  // a quarter of the scores is not above it
  std::int32_t third_quarter = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;                       // by verdict; the others have a warning
  MicroUsd cost;                                // of all that were made
  Millis time;                                  // median, of those that were made
  std::map<std::string, std::size_t> failures;  // requests without a picture, by code
};

// In the order of the targets and of the verticals; only those that were asked for.
std::vector<BenchRow> bench_rows(const std::vector<BenchPicture>& pictures);

struct BenchRun {
  std::vector<BenchTarget> targets;
  std::vector<BenchPicture> pictures;
  int parallel = 1;
  MicroUsd spent;
  bool stopped = false;  // for want of money
};

// Markdown. Where a painter made the pictures, the headings say so.
std::string bench_table(const BenchRun& run);

// {rules, painter, parallel, spent_micro_usd, stopped, offers: [{model, offer, verticals: [...]}]}
std::string bench_json(const BenchRun& run);

}  // namespace fluxweir::native
