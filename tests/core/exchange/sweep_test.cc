#include "exchange/sweep.h"

#include <doctest/doctest.h>

#include "gateway.h"
#include "storage/run_row.h"
#include "storage/statements.h"

using namespace fluxweir;

namespace {

std::vector<Action> drain(Machine& machine) {
  std::vector<Action> actions;
  for (Action action = machine.poll(); !std::holds_alternative<Wait>(action);
       action = machine.poll()) {
    actions.push_back(std::move(action));
  }
  return actions;
}

Outcome unfinished() {
  Outcome outcome;
  outcome.run = "r1";
  outcome.state = RunState::Running;
  outcome.seeds = {1, 2};
  return outcome;
}

}  // namespace

TEST_CASE("sweep: closes runs that an earlier process left unfinished") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine sweep = gateway.sweep();
  sweep.handle(Tick{}, {{1}, {1000}});
  const auto first = drain(sweep);
  REQUIRE_EQ(first.size(), 2);
  const Query& query = std::get<Query>(first[0]);
  CHECK_EQ(query.batch[0].name, kRunAbandoned);
  sweep.handle(QueryDone{query.op, true, {{{std::string("r1"), write_outcome(unfinished())}}}},
               {{2}, {1001}});
  const auto second = drain(sweep);
  REQUIRE_EQ(second.size(), 1);
  const Query& close = std::get<Query>(second[0]);
  CHECK_EQ(close.batch[0].name, kRunUpdate);
  CHECK_EQ(close.batch[1].name, kLedgerInsert);
  const auto outcome = read_outcome(std::get<std::string>(close.batch[0].params[2]));
  REQUIRE(outcome.has_value());
  CHECK(outcome->state == RunState::Failed);
  CHECK_EQ(outcome->failures.size(), 2);
  CHECK_EQ(outcome->cost.count, 0);
}

TEST_CASE("sweep: names what a provider had taken as unknown") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine sweep = gateway.sweep();
  sweep.handle(Tick{}, {{1}, {1000}});
  const Query query = std::get<Query>(drain(sweep).at(0));
  Outcome outcome = unfinished();
  Attempt attempt;
  attempt.offer = "bfl";
  attempt.provider_cost = {60'000};
  outcome.trace = {attempt};
  sweep.handle(QueryDone{query.op, true, {{{std::string("r1"), write_outcome(outcome)}}}},
               {{2}, {1001}});
  const Query close = std::get<Query>(drain(sweep).at(0));
  const auto closed = read_outcome(std::get<std::string>(close.batch[0].params[2]));
  REQUIRE(closed.has_value());
  CHECK(closed->failures.at(0).error.code == ErrorCode::OutcomeUnknown);
  CHECK_EQ(closed->trace.at(0).end, "unknown");
  CHECK_EQ(closed->waste.count, 60'000);
  CHECK_EQ(std::get<std::int64_t>(close.batch[1].params[9]), 60'000);  // in the ledger
}

TEST_CASE("sweep: closes an evaluation without a line in the ledger") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine sweep = gateway.sweep();
  sweep.handle(Tick{}, {{1}, {1000}});
  const Query query = std::get<Query>(drain(sweep).at(0));
  Outcome evaluation = unfinished();
  evaluation.seeds.clear();  // it asks for no pictures
  sweep.handle(QueryDone{query.op, true, {{{std::string("r1"), write_outcome(evaluation)}}}},
               {{2}, {1001}});
  const Query close = std::get<Query>(drain(sweep).at(0));
  REQUIRE_EQ(close.batch.size(), 1);
  const auto closed = read_outcome(std::get<std::string>(close.batch[0].params[2]));
  CHECK(closed->state == RunState::Failed);
  CHECK(closed->failures.at(0).error.code == ErrorCode::Unavailable);
}

TEST_CASE("sweep: forgets runs and pictures once a minute") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine sweep = gateway.sweep();
  sweep.handle(Tick{}, {{0}, {1000}});
  const auto first = drain(sweep);
  const Query& query = std::get<Query>(first.at(1));
  CHECK_EQ(query.batch[0].name, kRunExpired);
  Outcome outcome = unfinished();
  outcome.state = RunState::Succeeded;
  Picture picture;
  picture.key = "r1/0.jpg";
  outcome.pictures = {picture};
  sweep.handle(QueryDone{query.op, true, {{{std::string("r1"), write_outcome(outcome)}}}},
               {{1}, {1001}});
  const auto second = drain(sweep);
  REQUIRE_EQ(second.size(), 2);
  CHECK_EQ(std::get<Blob>(second[0]).key, "r1/0.jpg");
  CHECK_EQ(std::get<Query>(second[1]).batch[0].name, kRunDelete);
  sweep.handle(Tick{}, {{59'999'999}, {2000}});
  CHECK_EQ(drain(sweep).size(), 0);
  sweep.handle(Tick{}, {{60'000'000}, {2000}});
  CHECK_EQ(drain(sweep).size(), 1);
}
