#include "runs.h"

#include <doctest/doctest.h>

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

std::shared_ptr<const RunNews> news(const std::string& run, RunState state) {
  RunNews out;
  out.outcome.run = run;
  out.outcome.state = state;
  return std::make_shared<const RunNews>(std::move(out));
}

}  // namespace

TEST_CASE("runs: one that has settled is not in work, though its machine goes on to its judge") {
  Loop loop;
  Runs runs;
  runs.begin("a", loop, {});
  runs.begin("b", loop, {});
  runs.publish(news("a", RunState::Running));
  CHECK_EQ(runs.running(), 2u);
  runs.publish(news("a", RunState::Succeeded));
  CHECK_EQ(runs.running(), 1u);
  CHECK_EQ(runs.running_ids(), std::vector<std::string>{"b"});
  runs.publish(news("a", RunState::Succeeded));  // with what the judge said
  runs.end("a");
  CHECK_EQ(runs.running(), 1u);
  runs.end("b");
  runs.end("b");
  CHECK_EQ(runs.running(), 0u);
}
