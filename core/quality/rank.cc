#include "quality/rank.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace fluxweir::quality {
namespace {

std::vector<double> ranks(std::span<const std::int64_t> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  std::vector<double> out(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      out[order[i]] = static_cast<double>(begin + end - 1) / 2;
    }
    begin = end;
  }
  return out;
}

}  // namespace

double auc(std::span<const std::int64_t> low, std::span<const std::int64_t> high) {
  double wins = 0;
  for (const std::int64_t a : low) {
    for (const std::int64_t b : high) wins += b > a ? 1 : (b == a ? 0.5 : 0);
  }
  return wins / static_cast<double>(low.size() * high.size());
}

double spearman(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  const std::vector<double> x = ranks(a), y = ranks(b);
  const double mean = static_cast<double>(x.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

}  // namespace fluxweir::quality
