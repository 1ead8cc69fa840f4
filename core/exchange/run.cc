#include "exchange/run.h"

#include <utility>

#include "json/writer.h"
#include "metering/meter.h"
#include "metering/metrics.h"
#include "routing/route.h"
#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {

RunMachine::RunMachine(const Context& context, RunSpec spec)
    : context_(context), spec_(std::move(spec)) {}

void RunMachine::handle(Input input, Now now) {
  switch (phase_) {
    case Phase::New:
      begin(now);
      break;
    case Phase::Generating:
      for (JobRun& job : jobs_) {
        if (job.handle(input, out_, now.wall)) break;
      }
      settle_if_ended(now);
      break;
    case Phase::Settling:
      if (const auto* done = std::get_if<QueryDone>(&input); done && done->op == settling_) {
        if (!done->ok)
          out_.push(Report{LogLine{R"({"level":"error","msg":"settle_failed","run":")" +
                                   spec_.outcome.run + "\"}"}});
        finish();
      }
      break;
    case Phase::Done:
      break;
  }
}

void RunMachine::begin(Now now) {
  phase_ = Phase::Generating;
  started_ = now.mono;
  spec_.outcome.state = RunState::Running;
  out_.push(Report{RunUpdate{spec_.outcome}});
  const std::vector<std::uint64_t>& seeds = spec_.outcome.seeds;
  jobs_.reserve(seeds.size());
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    jobs_.emplace_back(
        context_, spec_,
        Job{static_cast<std::int32_t>(i), seeds[i], spec_.outcome.prompt.text, spec_.request});
    jobs_.back().start(out_);
  }
  settle_if_ended(now);
}

void RunMachine::settle_if_ended(Now now) {
  for (const JobRun& job : jobs_) {
    if (!job.ended()) return;
  }
  settle(now);
}

void RunMachine::settle(Now now) {
  phase_ = Phase::Settling;
  Outcome& outcome = spec_.outcome;
  outcome.attempts = 0;
  bool inlined = false;
  for (const JobRun& job : jobs_) {
    outcome.attempts += job.attempts();
    if (job.phase() == JobRun::Phase::Delivered) {
      outcome.pictures.push_back(job.picture());
      outcome.offer = job.offer();
      inlined = inlined || (job.picture().key.empty() && !outcome.sync_mode);
    } else {
      outcome.failures.push_back({job.index(), job.error()});
    }
  }
  if (inlined) {
    outcome.adjustments.push_back({"media", Adjustment::Action::Inlined, {}, {}, "no_storage"});
  }
  const auto delivered = static_cast<std::int32_t>(outcome.pictures.size());
  const Offer* offer = find_offer(context_.settings.offers, outcome.offer, outcome.model);
  if (offer != nullptr) outcome.cost = charge(*offer, outcome.size, delivered);
  outcome.state = outcome.failures.empty()
                      ? RunState::Succeeded
                      : (delivered == 0 ? RunState::Failed : RunState::PartialSucceeded);
  outcome.completed = now.wall;
  outcome.duration = now.mono - started_;
  if (context_.settings.test_wall) outcome.duration = {};

  Query query;
  if (outcome.sync_mode) {
    query.batch.push_back({kRunDelete, {outcome.run}});
  } else {
    Outcome row = outcome;
    if (!context_.settings.keep_prompts) forget_words(row);
    query.batch.push_back({kRunUpdate,
                           {std::string(state_name(outcome.state)), now.wall.count,
                            write_outcome(row), outcome.run}});
  }
  query.batch.push_back(
      {kLedgerInsert,
       {outcome.run, outcome.owner, outcome.model, outcome.offer,
        std::string(state_name(outcome.state)), static_cast<std::int64_t>(outcome.seeds.size()),
        std::int64_t{delivered}, outcome.list.count, outcome.cost.count, outcome.waste.count,
        now.wall.count}});
  settling_ = out_.ask(std::move(query));
}

void RunMachine::report() {
  const Outcome& outcome = spec_.outcome;
  const std::vector<Header> labels = {{"model", outcome.model}, {"offer", outcome.offer}};
  std::vector<Header> with_end = labels;
  with_end.push_back({"end", std::string(state_name(outcome.state))});
  std::int64_t bytes = 0;
  for (const Picture& picture : outcome.pictures)
    bytes += static_cast<std::int64_t>(picture.blob.bytes);
  out_.count(kMetricRuns, std::move(with_end));
  out_.observe(kMetricRunSeconds, labels, outcome.duration);
  out_.count(kMetricPictures, labels, static_cast<std::int64_t>(outcome.pictures.size()));
  out_.count(kMetricPictureBytes, labels, bytes);
  out_.count(kMetricCost, labels, outcome.cost.count);
}

void RunMachine::finish() {
  phase_ = Phase::Done;
  report();
  out_.push(Report{RunUpdate{spec_.outcome}});
}

}  // namespace fluxweir
