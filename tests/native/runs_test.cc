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

TEST_CASE("runs: what is begun again by the same id has no news of the earlier one") {
  Loop loop;
  Runs runs;
  runs.begin("a", loop, {});
  runs.publish(news("a", RunState::Succeeded));
  runs.end("a");
  struct Heard : RunWatcher {
    int times = 0;
    void on_news(std::shared_ptr<const RunNews>) override { ++times; }
    void on_nudge(const Nudge&) override {}
  };
  const auto heard = std::make_shared<Heard>();
  runs.begin("a", loop, {});
  runs.watch("a", loop, heard);
  loop.post([&loop] { loop.stop(); });
  loop.run();
  CHECK_EQ(heard->times, 0);
}

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
