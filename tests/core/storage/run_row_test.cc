#include "storage/run_row.h"

#include <doctest/doctest.h>

#include "storage/statements.h"

using namespace fluxweir;

TEST_CASE("run row: reads back what it wrote") {
  Outcome outcome;
  outcome.run = "0198a000-0000-7000-8000-000000000001";
  outcome.owner = "loopback";
  outcome.state = RunState::PartialSucceeded;
  outcome.dialect = "fal";
  outcome.model = "flux-pro-v1-1-ultra";
  outcome.offer = "renderer";
  outcome.demo = true;
  outcome.attempts = 3;
  outcome.list = {120'000};
  outcome.cost = {60'000};
  outcome.prompt = {"a \"fox\"\n\xe2\x80\xa8",
                    {{"style", "photograph"}},
                    "portrait",
                    "",
                    {"negation_detected: no"}};
  outcome.seeds = {9'007'199'254'740'991, 0};
  outcome.adjustments = {{"/x", Adjustment::Action::Mapped, R"("a")", "1", "because"}};
  outcome.size = {2752, 1536};
  outcome.format = Format::Png;
  outcome.created = {1'767'225'600'000};
  outcome.completed = {1'767'225'601'000};
  outcome.duration = {1000};
  Picture picture;
  picture.index = 1;
  picture.seed = 5;
  picture.size = {2752, 1536};
  picture.format = Format::Png;
  picture.blob.bytes = 77;
  picture.key = "r/1.png";
  picture.offer = "bfl";
  picture.inspection = {"", 93'250, "warn", "1", {"noise 20 levels"}, "", R"({"score":93.25})"};
  outcome.pictures = {picture};
  outcome.started = {1'767'225'600'100};
  outcome.waste = {60'000};
  outcome.input = R"({"prompt":"a fox"})";
  outcome.client_ref = "order-17";
  outcome.metadata = R"({"a":[1]})";
  Attempt attempt;
  attempt.image = 1;
  attempt.offer = "bfl";
  attempt.end = "refused";
  attempt.reason = "http_402";
  attempt.status = 402;
  attempt.provider_id = "b7";
  attempt.calls = 2;
  attempt.begun = {3};
  attempt.ended = Millis{40};
  attempt.provider_cost = {60'000};
  outcome.trace = {attempt};
  outcome.failures = {{0, {ErrorCode::UpstreamFailed, "no", {}, {}}}};
  const auto read = read_outcome(write_outcome(outcome));
  REQUIRE(read.has_value());
  CHECK_EQ(write_outcome(*read), write_outcome(outcome));
  CHECK(read->prompt == outcome.prompt);
  CHECK(read->adjustments == outcome.adjustments);
  CHECK(read->failures.at(0).error == outcome.failures.at(0).error);
  CHECK_EQ(read->pictures.at(0).key, "r/1.png");
  CHECK_EQ(read->pictures.at(0).offer, "bfl");
  CHECK(read->pictures.at(0).inspection == outcome.pictures.at(0).inspection);
  CHECK(read->trace == outcome.trace);
  CHECK_EQ(read->metadata, outcome.metadata);
}

TEST_CASE("run row: refuses other text") {
  CHECK_FALSE(read_outcome("").has_value());
  CHECK_FALSE(read_outcome("{}").has_value());
  CHECK_FALSE(read_outcome(R"({"state":"lost"})").has_value());
}

TEST_CASE("statements: have a text for every name") {
  for (const auto name : {kRunInsert, kRunUpdate, kRunRead, kRunOlder, kRunNewer, kRunDelete,
                          kRunExpired, kRunAbandoned, kLedgerInsert}) {
    CHECK_FALSE(statement_text(name).empty());
  }
  CHECK(statement_text("run.drop").empty());
}

TEST_CASE("run row: where words are not kept, a judge's reasons are not either") {
  Outcome outcome;
  outcome.pictures.resize(1);
  outcome.pictures[0].judgement = {
      "eyes", "", "fail", {"adherence: no red fox"}, R"({"adherence":{"score":1}})", {}};
  forget_words(outcome);
  CHECK_EQ(outcome.pictures[0].judgement.verdict, "fail");
  CHECK(outcome.pictures[0].judgement.reasons.empty());
  CHECK(outcome.pictures[0].judgement.fields.empty());
}
