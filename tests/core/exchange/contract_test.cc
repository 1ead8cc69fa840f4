// The contract of exchange/events.h where the scripts don't reach: clients that leave, late and
// foreign answers, time.
#include <doctest/doctest.h>

#include "gateway.h"

using namespace fluxweir;

namespace {

const Gateway& gateway() {
  static const Gateway kGateway = std::move(*Gateway::load(""));
  return kGateway;
}

std::vector<Action> drain(Machine& machine) {
  std::vector<Action> actions;
  for (;;) {
    actions.push_back(machine.poll());
    if (std::holds_alternative<Wait>(actions.back()) ||
        std::holds_alternative<Finished>(actions.back()))
      return actions;
  }
}

bool has_finished(Machine& machine) {
  return std::holds_alternative<Finished>(drain(machine).back());
}

// An exchange whose run has been started; `start` becomes what it asked for.
Machine started(Start& start, Now now = {}) {
  Machine exchange = gateway().open({});
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  head.host = "localhost";
  head.headers = {{"content-type", "application/json"}};
  exchange.handle(ClientHead{head, {}}, now);
  exchange.handle(ClientChunk{R"({"prompt":"a fox"})"}, now);
  exchange.handle(ClientEnd{}, now);
  const auto asked = drain(exchange);
  exchange.handle(QueryDone{std::get<Query>(asked.front()).op, true, {{}}}, now);
  start = std::get<Start>(drain(exchange).front());
  return exchange;
}

}  // namespace

TEST_CASE("contract: an exchange ends when its client leaves, its run goes on") {
  Start start;
  Machine exchange = started(start);
  exchange.handle(ClientGone{}, {});
  CHECK(has_finished(exchange));
  Machine run = gateway().run(std::move(start.spec));
  run.handle(Tick{}, {});
  bool fetched = false;
  for (const Action& action : drain(run))
    fetched = fetched || std::holds_alternative<Fetch>(action);
  CHECK(fetched);
  CHECK_FALSE(has_finished(run));
}

TEST_CASE("contract: every input after Finished is ignored") {
  Start start;
  Machine exchange = started(start);
  exchange.handle(ClientGone{}, {});
  drain(exchange);
  exchange.handle(RunChanged{start.spec.outcome}, {});
  exchange.handle(QueryDone{{1}, true, {}}, {});
  exchange.handle(Tick{}, {});
  CHECK_EQ(drain(exchange).size(), 1);
}

TEST_CASE("contract: answers to other operations are ignored") {
  Start start;
  Machine exchange = started(start);
  Machine run = gateway().run(std::move(start.spec));
  run.handle(Tick{}, {});
  drain(run);
  run.handle(UpstreamEnd{{999}}, {});
  run.handle(BlobDone{{999}, {}, {}}, {});
  run.handle(QueryDone{{999}, true, {}}, {});
  CHECK_EQ(drain(run).size(), 1);
  CHECK_FALSE(has_finished(run));
}

TEST_CASE("contract: a create gives up at its deadline and names the run") {
  Start start;
  Machine exchange = started(start, {{1'000'000}, {0}});
  const auto waits = drain(exchange);
  const Wait& wait = std::get<Wait>(waits.back());
  REQUIRE(wait.until.has_value());
  CHECK_EQ(wait.until->micros, 121'000'000);
  start.spec.outcome.state = RunState::Running;
  exchange.handle(RunChanged{start.spec.outcome}, {{2'000'000}, {0}});
  exchange.handle(Tick{}, {{120'999'999}, {0}});  // too early: harmless
  CHECK_FALSE(has_finished(exchange));
  exchange.handle(Tick{}, {{121'000'000}, {0}});
  int status = 0;
  std::string run;
  for (const Action& action : drain(exchange)) {
    if (const auto* head = std::get_if<RespondHead>(&action)) {
      status = head->status;
      run = find_header(head->headers, "x-fluxweir-run").value_or("");
    }
  }
  CHECK_EQ(status, 504);
  CHECK_EQ(run, start.spec.outcome.run);
}

TEST_CASE("contract: a wall clock that jumps changes no timer") {
  Start start;
  Machine exchange = started(start, {{1'000'000}, {1'000'000'000}});
  exchange.handle(Tick{}, {{2'000'000}, {9'000'000'000'000}});
  CHECK_FALSE(has_finished(exchange));
}
