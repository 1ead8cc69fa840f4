// RunMachine: one accepted run, with no client. Its pictures run side by side; when all have ended
// it settles: the final state and the ledger line leave as one transaction, then the watchers hear
// of it. An evaluation is a run whose picture is there already: it is only looked at.
#pragma once

#include <vector>

#include "base/apart.h"
#include "exchange/job_run.h"

namespace fluxweir {

class RunMachine {
 public:
  RunMachine(const Context& context, RunSpec spec);
  RunMachine(const RunMachine&) = delete;  // jobs point into frame_
  RunMachine& operator=(const RunMachine&) = delete;

  FLUXWEIR_APART void handle(Input&& input, Now now);
  Action poll();

 private:
  enum class Phase : std::uint8_t { New, Generating, Inspecting, Settling, Judging, Done };

  void begin(Now now);
  void move_on(Now now);
  void store_progress(Now now);
  void gather_trace(Outcome& outcome) const;
  void settle(Now now);
  void complete(Now now);
  void store_end(std::vector<Statement> batch);
  void evaluate(Now now);
  void take_sight(Inspection seen, Now now);
  void settle_evaluation(Now now);
  void gather();
  void finish(Now now);
  void report();
  void have_judged(Now now);
  void take_judgements(Now now);
  Statement stored(const Outcome& outcome, Now now) const;

  const Context& context_;
  RunSpec spec_;
  MadePictures made_;
  RunFrame frame_;
  Outbox out_;
  Phase phase_ = Phase::New;
  std::vector<JobRun> jobs_;
  OpId inspecting_;
  OpId settling_;
  std::vector<Judging> judgings_;  // of pictures that have been delivered, in their order
  bool progress_stored_ = false;
  std::optional<Instant> not_before_;  // an emulated run takes its time
  std::optional<Error> refusal_;       // and may be refused without being made
};

}  // namespace fluxweir
