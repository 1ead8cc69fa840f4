// RunMachine: one accepted run, with no client. Its pictures run side by side; when all have ended
// it settles: the final state and the ledger line leave as one transaction, then the watchers hear
// of it.
#pragma once

#include <vector>

#include "exchange/job_run.h"

namespace fluxweir {

class RunMachine {
 public:
  RunMachine(const Context& context, RunSpec spec);
  RunMachine(const RunMachine&) = delete;  // jobs point into spec_
  RunMachine& operator=(const RunMachine&) = delete;

  void handle(Input input, Now now);
  Action poll() {
    return out_.take(phase_ == Phase::Done ? Action{Finished{}} : Action{Wait{not_before_}});
  }

 private:
  enum class Phase : std::uint8_t { New, Generating, Settling, Done };

  void begin(Now now);
  void settle_if_ended(Now now);
  void settle(Now now);
  void finish();
  void report();

  const Context& context_;
  RunSpec spec_;
  Outbox out_;
  Phase phase_ = Phase::New;
  std::vector<JobRun> jobs_;
  OpId settling_;
  Instant started_;
  std::optional<Instant> not_before_;  // an emulated run takes its time
  std::optional<Error> refusal_;       // and may be refused without being made
};

}  // namespace fluxweir
