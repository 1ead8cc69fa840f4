// Times a piece of work: the median and the 99th percentile of many rounds, in microseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace fluxweir::bench {

struct Timing {
  double p50_us = 0;
  double p99_us = 0;
};

// Each round runs `work` `batch` times and counts as one sample of its mean.
template <class F>
Timing measure(int rounds, int batch, F work) {
  std::vector<double> samples;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    for (int j = 0; j < batch; ++j) work();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    samples.push_back(took.count() / batch);
  }
  std::sort(samples.begin(), samples.end());
  return {samples[samples.size() / 2], samples[samples.size() * 99 / 100]};
}

}  // namespace fluxweir::bench
