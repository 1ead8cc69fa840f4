#include <doctest/doctest.h>

#include "dialects/receipt.h"
#include "json/tree.h"
#include "support/bfl_play.h"

using namespace fluxweir;

namespace {

constexpr const char* kFox = R"({"prompt":"a red fox","seed":7})";

HostProfile decoding() {
  HostProfile host;
  host.decodes = true;
  return host;
}

Inspection placeholder(const char* kind) {
  Inspection seen;
  seen.verdict = "fail";
  seen.placeholder = kind;
  seen.report = "{}";
  return seen;
}

Inspection scored(std::int32_t score, const char* verdict) {
  Inspection seen;
  seen.score = score;
  seen.verdict = verdict;
  seen.rules = "1";
  seen.reasons = {"noise 20 levels"};
  seen.report = R"({"score":1})";
  return seen;
}

RunPlay played(std::deque<Inspection> sights, const HostProfile& host = decoding(),
               const std::string& settings = kTwoOffers, const char* body = kFox) {
  RunPlay play(settings, body, BflPlay{}, host);
  play.show(std::move(sights));
  play.run();
  CHECK(play.finished());
  return play;
}

std::string with_mode(const char* mode) {
  std::string settings = kTwoOffers;
  settings.insert(settings.find('{') + 1, std::string(R"("quality":{"mode":")") + mode + "\"},");
  return settings;
}

}  // namespace

TEST_CASE("inspect: a picture is looked at before it is kept, and its score is told") {
  const RunPlay play = played({scored(93'250, "warn")});
  REQUIRE_EQ(play.inspected().size(), 1u);
  CHECK_FALSE(play.inspected()[0].film_grain);
  REQUIRE_EQ(play.outcome().pictures.size(), 1u);
  CHECK(play.outcome().pictures[0].inspection == scored(93'250, "warn"));
  CHECK_FALSE(play.outcome().pictures[0].key.empty());
}

TEST_CASE("inspect: raw requests want grain") {
  const RunPlay play =
      played({}, decoding(), kTwoOffers, R"({"prompt":"a red fox","seed":7,"raw":true})");
  REQUIRE_EQ(play.inspected().size(), 1u);
  CHECK(play.inspected()[0].film_grain);
}

TEST_CASE("inspect: a low score alone rejects nothing") {
  const RunPlay play = played({scored(1'000, "fail")});
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().attempts, 1);
  CHECK_EQ(play.outcome().pictures[0].inspection.verdict, "fail");
}

TEST_CASE("inspect: a black or blank picture is a failed attempt and never delivered") {
  for (const char* kind : {"black", "blank"}) {
    const RunPlay play = played({placeholder(kind)});
    CHECK(play.outcome().state == RunState::Failed);
    CHECK(play.outcome().pictures.empty());
    CHECK_EQ(play.outcome().cost.count, 0);
    REQUIRE_FALSE(play.outcome().trace.empty());
    CHECK_EQ(play.outcome().trace[0].reason, std::string("picture_") + kind);
    // The provider may bill it, so that another try would pay twice.
    CHECK_EQ(play.outcome().waste.count, 60'000);
    CHECK_EQ(play.outcome().attempts, 1);
  }
}

TEST_CASE(
    "inspect: a picture whose pixels are not all there is downloaded again, then made again") {
  const RunPlay again = played({placeholder("broken"), scored(93'250, "pass")});
  CHECK(again.outcome().state == RunState::Succeeded);
  CHECK_EQ(again.outcome().attempts, 1);
  CHECK_EQ(again.outcome().waste.count, 0);
  const RunPlay made(played(std::deque<Inspection>(6, placeholder("broken"))));
  CHECK(made.outcome().state == RunState::Succeeded);
  CHECK_EQ(made.outcome().attempts, 2);
  CHECK_EQ(made.outcome().trace[0].reason, "picture_broken");
  CHECK_EQ(made.outcome().waste.count, 60'000);
}

TEST_CASE("inspect: a host without a decoder is not asked, and the receipt says so") {
  const RunPlay play = played({}, {});
  CHECK(play.inspected().empty());
  CHECK_EQ(play.outcome().pictures[0].inspection.unscored, "host_cannot_decode");
}

TEST_CASE("inspect: off asks nobody and tells nothing") {
  const RunPlay play = played({}, decoding(), with_mode("off"));
  CHECK(play.inspected().empty());
  CHECK(play.outcome().pictures[0].inspection == Inspection{});
}

TEST_CASE("inspect: the receipt has a line for each picture that was to be scored") {
  Outcome outcome;
  outcome.pictures.resize(3);
  outcome.pictures[0].inspection = scored(93'250, "warn");
  outcome.pictures[1].index = 1;
  outcome.pictures[1].inspection.unscored = "busy";
  outcome.pictures[2].index = 2;
  json::Writer out;
  out.begin_object();
  write_receipt(out, outcome);
  out.end_object();
  const json::Tree receipt = *json::parse_tree(out.text());
  CHECK_EQ(receipt["fluxweir"]["quality"].dump(),
           R"([{"index":0,"scored":true,"score":93.25,"verdict":"warn","rules":"1",)"
           R"("reasons":["noise 20 levels"],"judge":"not_evaluated"},{"index":1,"scored":false,)"
           R"("reason":"busy","judge":"not_evaluated"}])");
  outcome.pictures.erase(outcome.pictures.begin(), outcome.pictures.begin() + 2);
  json::Writer none;
  none.begin_object();
  write_receipt(none, outcome);
  none.end_object();
  CHECK_FALSE(json::parse_tree(none.text())->at("fluxweir").contains("quality"));
}
