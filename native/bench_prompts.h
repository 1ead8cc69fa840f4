// The prompts of `bench models`: what is asked for in each vertical.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "quality/rules.h"

namespace fluxweir::native {

struct BenchPrompt {
  Vertical vertical = Vertical::General;
  std::int32_t number = 1;  // within its document, from 1: its seed, whatever else is asked for
  std::string text;
};

// The document that is compiled in (edge-config/bench/prompts.json).
std::string_view bench_prompts_text();

// {"prompts": {"portrait": ["...", ...], ...}} with names of verticals. Fails with InvalidJson, or
// with InvalidParameter and a fault for everything wrong.
Result<std::vector<BenchPrompt>> read_bench_prompts(std::string_view text);

// The first `each` of each vertical, or of `only`.
std::vector<BenchPrompt> choose_prompts(const std::vector<BenchPrompt>& all, std::int32_t each,
                                        std::optional<Vertical> only);

}  // namespace fluxweir::native
