// Renders prompts over one offer at a time, through the whole gateway, and scores what comes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bench_prompts.h"
#include "gateway.h"
#include "quality/score.h"
#include "reload.h"

namespace fluxweir::native {

// One offer with a gateway that has no other, so that nothing fails over while it is measured.
struct BenchTarget {
  std::string model;
  std::string offer;
  bool painter = false;  // the built-in renderer: no model
  std::shared_ptr<const Gateway> gateway;
};

// The offers of the settings, in their order. `offers` and `models` are ids, empty for all. The
// painter is left out beside others unless it is named. Fails as `build` does, and with
// InvalidParameter when a named one is not there or nothing is left.
Result<std::vector<BenchTarget>> bench_targets(const Blueprint& blueprint,
                                               const std::vector<std::string>& offers,
                                               const std::vector<std::string>& models);

// What the prompt costs at most, at the offer's price; nothing when the gateway would refuse it.
MicroUsd price_of_prompt(const BenchTarget& target, const BenchPrompt& prompt);

// Money with a bound, shared by threads.
class Purse {
 public:
  explicit Purse(MicroUsd most) : most_(most) {}
  // False, for good, once spent and reserved money and this would pass the bound.
  bool reserve(MicroUsd price);
  // What was reserved came to `spent`.
  void settle(MicroUsd reserved, MicroUsd spent);
  MicroUsd spent() const;
  bool is_shut() const;  // a reservation was refused

 private:
  mutable std::mutex lock_;
  MicroUsd most_;
  MicroUsd spent_;
  MicroUsd reserved_;
  bool shut_ = false;
};

struct BenchPicture {
  std::size_t target = 0;  // index of the target
  BenchPrompt prompt;
  std::string failure;  // stable code; empty: there is a picture
  Score score;          // with the weights of the prompt's vertical
  MicroUsd cost;        // of the delivered picture
  Millis time;          // from the request to its answer
  std::string type;     // "image/jpeg"
};

struct BenchOptions {
  int parallel = 1;  // requests at a time
  // Called with each picture and its bytes, by one thread at a time; may be empty.
  std::function<void(const BenchPicture&, const std::string&)> keep;
};

// In the order of `prompts`; those that the purse refused are left out. The purse pays what was
// delivered and what providers may have taken for a picture that did not come.
std::vector<BenchPicture> bench_target(const BenchTarget& target, std::size_t index,
                                       const std::vector<BenchPrompt>& prompts, Purse& purse,
                                       const BenchOptions& options);

}  // namespace fluxweir::native
