#include "dialects/run_object.h"

#include <doctest/doctest.h>

#include "json/tree.h"

using namespace fluxweir;

namespace {

Outcome ended(RunState state) {
  Outcome run;
  run.run = "0198a000-0000-7000-8000-000000000001";
  run.model = "flux-pro-v1-1-ultra";
  run.state = state;
  run.cost = {60'000};
  run.created = {1'767'225'600'000};
  run.started = {1'767'225'600'100};
  run.completed = {1'767'225'609'220};
  run.duration = {9'120};
  run.input = R"({"prompt":"a fox","image_prompt_strength":0.10})";
  return run;
}

Picture picture(std::string url) {
  Picture made;
  made.seed = 7;
  made.size = {2752, 1536};
  made.blob = {"s0", 3, BlobRef::As::Raw};
  made.url = std::move(url);
  return made;
}

json::Tree shown(const Outcome& run, MediaStyle media = MediaStyle::Url) {
  std::string text;
  for (const BodyPart& part :
       show_run(run, {media, ReceiptDetail::Changed, true, "http://h"}).body) {
    const auto* piece = std::get_if<std::string>(&part);
    text += piece ? *piece : "BLOB";
  }
  const auto tree = json::parse_tree(text);
  REQUIRE(tree.has_value());
  return *tree;
}

json::Tree shown_error(const Error& error) {
  return *json::parse_tree(std::get<std::string>(show_run_error(error).body.at(0)));
}

}  // namespace

TEST_CASE("run object: has every key of Runflow's and ours") {
  Outcome run = ended(RunState::Succeeded);
  run.pictures = {picture("http://h/media/a")};
  const json::Tree tree = shown(run);
  for (const char* key : {"id",
                          "target_type",
                          "model_id",
                          "status_code",
                          "source_code",
                          "input",
                          "output",
                          "cost",
                          "duration_ms",
                          "metadata",
                          "client_ref",
                          "callback_url",
                          "created_at",
                          "started_at",
                          "completed_at",
                          "failure_code",
                          "request_id",
                          "failure_message",
                          "failure_stage_code",
                          "links",
                          "status",
                          "model",
                          "images",
                          "errors",
                          "fluxweir"}) {
    CHECK_MESSAGE(tree.contains(key), key);
  }
  CHECK_EQ(tree["cost"], "0.060000");
  CHECK_EQ(tree["duration_ms"], 9120);
  CHECK_EQ(tree["created_at"], "2026-01-01T00:00:00.000+00:00");
  CHECK_EQ(tree["started_at"], "2026-01-01T00:00:00.100+00:00");
  CHECK_EQ(tree["completed_at"], "2026-01-01T00:00:09.220+00:00");
  CHECK_EQ(tree["input"]["prompt"], "a fox");
  CHECK_EQ(tree["links"]["self"], "http://h/v1/runs/" + run.run);
  CHECK(tree["failure_code"].is_null());
}

TEST_CASE("run object: gives pictures where every reader looks") {
  Outcome run = ended(RunState::Succeeded);
  run.pictures = {picture("http://h/media/a")};
  const json::Tree tree = shown(run);
  CHECK_EQ(tree["output"]["outputs"][0]["url"], "http://h/media/a");
  CHECK_EQ(tree["output"]["outputs"][0]["type"], "image");
  CHECK_EQ(tree["output"]["outputs"][0]["width"], 2752);
  CHECK_EQ(tree["output"]["images"][0]["url"], "http://h/media/a");
  CHECK_EQ(tree["output"]["image_urls"][0], "http://h/media/a");
  CHECK_EQ(tree["images"][0]["url"], "http://h/media/a");
  run.pictures = {picture("")};
  CHECK(shown(run)["output"]["outputs"][0]["url"].is_null());
  CHECK_EQ(shown(run)["output"]["image_urls"].size(), 0);
}

TEST_CASE("run object: writes a data URI once") {
  Outcome run = ended(RunState::Succeeded);
  run.pictures = {picture("")};
  const json::Tree tree = shown(run, MediaStyle::DataUri);
  CHECK_EQ(tree["output"]["outputs"][0]["url"], "data:image/jpeg;base64,BLOB");
  CHECK_EQ(tree["output"]["images"].size(), 0);
  CHECK_EQ(tree["output"]["image_urls"].size(), 0);
  CHECK(tree["images"][0]["url"].is_null());
}

TEST_CASE("run object: leaves out what is not known yet") {
  Outcome run = ended(RunState::Running);
  run.started = {};
  run.input.clear();
  const json::Tree tree = shown(run);
  for (const char* key : {"output", "duration_ms", "started_at", "completed_at", "input",
                          "metadata", "client_ref", "callback_url", "failure_code"}) {
    CHECK_MESSAGE(tree[key].is_null(), key);
  }
}

TEST_CASE("run object: spells states and failures as Runflow does") {
  struct Row {
    ErrorCode code;
    const char* failure;
    const char* stage;
  };
  for (const Row row : {Row{ErrorCode::InvalidParameter, "INPUT_VALIDATION_FAILED", "preprocess"},
                        Row{ErrorCode::PromptRefused, "CONTENT_MODERATED", "preprocess"},
                        Row{ErrorCode::PictureRefused, "CONTENT_MODERATED", "generate"},
                        Row{ErrorCode::NoProvider, "MODEL_UNAVAILABLE", "dispatch"},
                        Row{ErrorCode::UpstreamRefused, "UPSTREAM_REFUSED", "dispatch"},
                        Row{ErrorCode::UpstreamTimeout, "UPSTREAM_TIMEOUT", "generate"}}) {
    CAPTURE(row.failure);
    Outcome run = ended(RunState::Failed);
    run.failures = {{0, {row.code, "why", {}, {}}}};
    const json::Tree tree = shown(run);
    CHECK_EQ(tree["status_code"], "failed");
    CHECK_EQ(tree["failure_code"], row.failure);
    CHECK_EQ(tree["failure_stage_code"], row.stage);
    CHECK_EQ(tree["failure_message"], "why");
    run.state = RunState::PartialSucceeded;
    CHECK(shown(run)["failure_code"].is_null());
    CHECK_EQ(shown(run)["errors"][0]["message"], "why");
  }
  CHECK_EQ(shown(ended(RunState::Cancelled))["status_code"], "canceled");
}

TEST_CASE("run object: writes both envelopes of an error") {
  struct Row {
    ErrorCode code;
    const char* name;
  };
  for (const Row row :
       {Row{ErrorCode::Unauthorized, "UNAUTHORIZED"},
        Row{ErrorCode::BudgetExceeded, "INSUFFICIENT_CREDIT"},
        Row{ErrorCode::Forbidden, "PERMISSION_DENIED"},
        Row{ErrorCode::LicenceNotAccepted, "PERMISSION_DENIED"},
        Row{ErrorCode::RunNotFound, "RUN_NOT_FOUND"}, Row{ErrorCode::Conflict, "CONFLICT"},
        Row{ErrorCode::RateLimited, "RATE_LIMITED"}, Row{ErrorCode::TooManyRuns, "RATE_LIMITED"},
        Row{ErrorCode::Unavailable, "MODEL_UNAVAILABLE"}}) {
    CAPTURE(row.name);
    const json::Tree tree = shown_error({row.code, "why", {}, {}});
    CHECK_EQ(tree["code"], row.name);
    CHECK_EQ(tree["message"], "why");
    CHECK(tree["errors"].is_null());
    CHECK_EQ(tree["error"]["code"], std::string(wire_name(row.code)));
  }
  const Answer limited = show_run_error({ErrorCode::RateLimited, "slow", {}, Millis{1500}});
  CHECK_EQ(find_header(limited.headers, "retry-after"), "2");
}

TEST_CASE("run object: spells a fault's field without escapes") {
  const json::Tree tree = shown_error(
      {ErrorCode::InvalidParameter, "no", {{"/input/a~1b", "type", "string", "1..4", ""}}, {}});
  CHECK_EQ(tree["errors"][0]["field"], "input.a/b");
  CHECK(tree["errors"][0]["nearest"].is_null());
}
