#include <doctest/doctest.h>

#include "dialects/evaluations.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

const Headers kJson = {{"content-type", "application/json"}};

Headers with(std::string name, std::string value) {
  Headers headers = kJson;
  headers.push_back({std::move(name), std::move(value)});
  return headers;
}

HostProfile decoding() {
  HostProfile host;
  host.decodes = true;
  host.fetches_urls = true;
  return host;
}

Inspection fair() {
  Inspection seen;
  seen.score = 91'400;
  seen.verdict = "warn";
  seen.rules = "2026-11-1";
  seen.reasons = {"blank: contrast is 20.1, good from 22 on"};
  seen.report = R"({"parts":[{"check":"blank","goodness":0.9,"weight":1,"verdict":"warn"},)"
                R"({"check":"noise","goodness":1,"weight":1,"verdict":"pass"},)"
                R"({"check":"letterbox","goodness":1,"weight":0,"verdict":"pass"},)"
                R"({"check":"seam","goodness":0,"weight":1,"verdict":"fail"}]})";
  return seen;
}

Script scene(std::string settings = "", HostProfile host = decoding()) {
  Script play(std::move(settings), host);
  play.sees(fair());
  play.media({{{"m0", 1000, BlobRef::As::Raw}, {PictureKind::Webp, Size{64, 64}}, true}});
  return play;
}

std::string body(const std::string& more = "") {
  return R"({"generated_image_url":"fluxweir-media:0;image/webp","task_type":"portrait")" + more +
         "}";
}

const std::string kJudge =
    R"({"quality":{"judge":{"provider":"eyes","model":"sees-all","price_micro_usd":2000}},)"
    R"("providers":[{"name":"eyes","codec":"openai","origin":"https://judge.example"}]})";

ScriptedReply opinion(const std::string& verdict) {
  json::Tree field = {{"score", 20}, {"reason", "six fingers"}};
  json::Tree said = {{"verdict", verdict}};
  for (const char* name : {"faces", "hands", "text", "adherence"}) said[name] = field;
  json::Tree chat;
  chat["choices"][0]["message"]["content"] = said.dump();
  return {200, "application/json", chat.dump(), ""};
}

}  // namespace

TEST_CASE("evaluation: it is taken at once and read when it is done") {
  Script play = scene();
  const Played taken = play.post(
      "/v1/evaluations", body(R"(,"generation_prompt":"a man","client_ref":"c1","run_id":"r1")"));
  CHECK_EQ(taken.status, 202);
  CHECK_EQ(taken.json["status_code"], "pending");
  CHECK(taken.json["overall_passed"].is_null());
  CHECK(taken.json["weighted_pass_rate"].is_null());
  const std::string self = "/v1/evaluations/" + taken.json["id"].get<std::string>();
  CHECK_EQ(taken.header("location"), self);
  const Played read = play.get(self + "?embed=judges");
  CHECK_EQ(read.status, 200);
  CHECK_EQ(read.json["status_code"], "completed");
  CHECK_EQ(read.json["overall_passed"], true);  // a warning is no failure
  CHECK_EQ(read.json["weighted_pass_rate"], 0.914);
  CHECK_EQ(read.json["top_issues"], json::Tree({"blank: contrast is 20.1, good from 22 on"}));
  CHECK_EQ(read.json["top_strengths"], json::Tree({"noise: no fault"}));
  CHECK_EQ(read.json["check_summary"], json::Tree({{"passed", 3}, {"failed", 1}}));
  CHECK_EQ(read.json["judges"][0]["judge"], "not_evaluated");
  CHECK_EQ(read.json["judges"][0]["report"]["parts"].size(), 4);
  CHECK_EQ(read.json["input"]["generation_prompt"], "a man");
  CHECK_EQ(read.json["client_ref"], "c1");
  CHECK_EQ(read.json["run_id"], "r1");
  CHECK_EQ(read.json["task_type"], "portrait");
  CHECK_EQ(read.json["cost"], "0.000000");
}

TEST_CASE("evaluation: it is no run: not in the list, not read as one, not in the ledger") {
  Script play = scene();
  const std::string id = play.post("/v1/evaluations", body()).json["id"];
  CHECK_EQ(play.get("/v1/runs").json["data"].size(), 0u);
  CHECK_EQ(play.get("/v1/runs/" + id).status, 404);
  CHECK_EQ(play.ledger().size(), 0u);
  const std::string run = play.post("/v1/images", R"({"prompt":"a fox"})").json["id"];
  const Played none = play.get("/v1/evaluations/" + run);
  CHECK_EQ(none.status, 404);
  CHECK_EQ(none.json["message"],
           "There is no such evaluation, or it is not yours, or its time has passed");
}

TEST_CASE("evaluation: what is no picture, or rejected by the operator's thresholds, fails") {
  Inspection broken;
  broken.unscored = "not_decoded";
  broken.placeholder = "broken";
  Inspection rejected = fair();
  rejected.rejected = "blur: 0.5, over 0.41";
  for (const Inspection& seen : {broken, rejected}) {
    Script play = scene(kJudge);
    play.sees(seen);
    if (seen.placeholder.empty()) play.upstream(opinion("pass"));
    const Played told = play.post("/v1/evaluations", body(), with("prefer", "wait"));
    CAPTURE(told.body);
    CHECK_EQ(told.status, 200);
    CHECK_EQ(told.json["overall_passed"], false);
    CHECK_EQ(told.json["gate_failures"], json::Tree({"pixels"}));
    CHECK_EQ(told.json["top_issues"][0],
             seen.placeholder.empty() ? seen.rejected : seen.placeholder);
    CHECK_EQ(told.calls.size(), seen.placeholder.empty() ? 1u : 0u);  // nothing to judge
  }
}

TEST_CASE("evaluation: the judge hears what it is for, and its word counts") {
  for (const std::string verdict : {"pass", "fail"}) {
    Script play = scene(kJudge);
    play.upstream(opinion(verdict));
    const Played told = play.post(
        "/v1/evaluations",
        body(R"(,"input_attributes":{"sku":7},"generation_prompt":"a man","task_description":)"
             R"("for a poster","evaluation_instructions":"teeth")"),
        with("prefer", "wait"));
    CHECK_EQ(told.json["overall_passed"], verdict == "pass");
    CHECK_EQ(told.json["judges"][0]["judge"]["verdict"], verdict);
    CHECK_EQ(told.json["judges"][0]["judge"]["operator_micro_usd"], 2'000);
    REQUIRE_EQ(told.calls.size(), 1u);
    const std::string asked = std::get<std::string>(told.calls[0].body[0]);
    CHECK_NE(asked.find(R"(The prompt: a man\nWhat the picture is for: portrait\nfor a poster\n)"
                        R"(What went into it: {\"sku\":7}\nWhat to look for: teeth)"),
             std::string::npos);
    CHECK_NE(asked.find("data:image/webp;base64,"), std::string::npos);
    if (verdict == "fail") CHECK_EQ(told.json["gate_failures"], json::Tree({"eyes"}));
  }
}

TEST_CASE("evaluation: a judge that is away leaves the pixels' word") {
  Script play = scene(kJudge);
  ScriptedReply away;
  away.lost = "connect";
  play.upstream(away);
  const Played told = play.post("/v1/evaluations", body(), with("prefer", "wait"));
  CHECK_EQ(told.json["overall_passed"], true);
  CHECK_EQ(told.json["judges"][0]["judge"]["not_evaluated"], "connect");
}

TEST_CASE("evaluation: a picture at an address is fetched behind the guard first") {
  Script play = scene();
  play.media({});
  const auto asks = [](const std::string& url) {
    return R"({"task_type":"a","generated_image_url":")" + url + "\"}";
  };
  play.upstream({200, "image/png", tiny_picture(Format::Png, {64, 64}), ""});
  const Played told = play.post("/v1/evaluations", asks("https://pictures.example.com/a.png"),
                                with("prefer", "wait"));
  CHECK_EQ(told.status, 200);
  REQUIRE_EQ(told.calls.size(), 1u);
  CHECK_EQ(told.calls[0].url, "https://pictures.example.com/a.png");
  CHECK_EQ(told.json["status_code"], "completed");
  for (const char* url : {"http://127.0.0.1/a.png", "runflow://assets/0198", "nonsense", ""}) {
    CAPTURE(url);
    const Played refused = play.post("/v1/evaluations", asks(url));
    CHECK_EQ(refused.status, 422);
    CHECK_EQ(refused.json["errors"][0]["path"], "/generated_image_url");
    CHECK(refused.calls.empty());
  }
  CHECK_EQ(play.stored_runs(), 1u);
}

TEST_CASE("evaluation: all that is wrong with a request is said at once, and nothing is dropped") {
  Script play = scene();
  const Played refused =
      play.post("/v1/evaluations",
                R"({"task_type":" ","run_id":5,"reference_images":[{"url":"https://a.example/"}],)"
                R"("callback_url":"https://a.example/","job_class":"express","embed":"judges"})");
  CHECK_EQ(refused.status, 422);
  std::vector<std::string> paths;
  for (const auto& fault : refused.json["errors"]) paths.push_back(fault["path"]);
  CHECK_EQ(paths,
           std::vector<std::string>{"/generated_image_url", "/task_type", "/reference_images",
                                    "/run_id", "/callback_url", "/job_class", "/embed"});
  CHECK_EQ(refused.json["code"], "INPUT_VALIDATION_FAILED");
  const Played fine = play.post(
      "/v1/evaluations", body(R"(,"callback_url":null,"run_id":null,"reference_images":[])"));
  CHECK_EQ(fine.status, 202);
  const std::string longest(10'001, 'x');
  CHECK_EQ(play.post("/v1/evaluations", body(",\"generation_prompt\":\"" + longest + "\"")).status,
           422);
}

TEST_CASE("evaluation: the same idempotency-key is the same evaluation") {
  Script play = scene();
  const Headers key = with("idempotency-key", "order-17");
  const Played first = play.post("/v1/evaluations", body(), key);
  const Played again = play.post("/v1/evaluations", body(), key);
  CHECK_EQ(first.status, 202);
  CHECK_EQ(again.status, 200);
  CHECK_EQ(again.json["id"], first.json["id"]);
  CHECK_EQ(again.json["status_code"], "completed");
  CHECK_EQ(play.stored_runs(), 1u);
  CHECK_EQ(again.transcript, "query(run.read) respond(200)");
  CHECK_EQ(again.header("idempotency-replayed"), "true");
  CHECK_EQ(first.header("idempotency-replayed"), "");
  const Played other = play.post("/v1/evaluations", body(R"(,"run_id":"r2")"), key);
  CHECK_EQ(other.status, 422);
  CHECK_EQ(other.json["message"], "This idempotency-key came with another request: take a new one");
  play.media({{{"m0", 1001, BlobRef::As::Raw}, {PictureKind::Webp, Size{64, 64}}, true}});
  CHECK_EQ(play.post("/v1/evaluations", body(), key).status, 422);  // another picture
  CHECK_NE(play.post("/v1/evaluations", body(), with("idempotency-key", "18")).json["id"],
           first.json["id"]);
  CHECK_EQ(
      play.post("/v1/evaluations", body(), with("idempotency-key", std::string(256, 'k'))).status,
      400);
  play.database_fails();
  CHECK_EQ(play.post("/v1/evaluations", body(), with("idempotency-key", "19")).status, 503);
}

TEST_CASE("evaluation: where nothing is kept the answer waits for the end") {
  HostProfile host = decoding();
  host.stateless = true;
  Script play = scene("", host);
  CHECK_EQ(play.post("/v1/evaluations", body()).status, 501);
  const Played told = play.post("/v1/evaluations", body(), with("prefer", "wait"));
  CHECK_EQ(told.status, 200);
  CHECK_EQ(told.json["weighted_pass_rate"], 0.914);
  CHECK_EQ(told.transcript, "start inspect(m0) respond(200)");
  CHECK_EQ(play.get("/v1/evaluations/x").status, 501);
  Headers keyed = with("prefer", "wait");
  keyed.push_back({"idempotency-key", "k"});
  CHECK_EQ(play.post("/v1/evaluations", body(), keyed).status, 501);  // it could not be found again
}

TEST_CASE("evaluation: switches for making pictures are refused") {
  Script play = scene();
  for (const char* query : {"dry_run=1", "quality_check=off", "max_extra_micro_usd=5"})
    CHECK_EQ(play.post(std::string("/v1/evaluations?") + query, body()).status, 400);
  CHECK_EQ(play.stored_runs(), 0u);
}

TEST_CASE("evaluation: a picture of more pixels than the host has memory for is not decoded") {
  HostProfile small = decoding();
  small.bounds.memory = 128 << 20;
  const auto told = [](const HostProfile& host, Size size) {
    Script play = scene("", host);
    play.media({{{"m0", 1000, BlobRef::As::Raw}, {PictureKind::Png, size}, true}});
    const Played answer = play.post("/v1/evaluations", body(), with("prefer", "wait"));
    return answer.json["judges"][0].value("reason", "");
  };
  CHECK_EQ(told(small, {2048, 2048}), "");
  CHECK_EQ(told(small, {2049, 2048}), "size_not_measured");
  CHECK_EQ(told(decoding(), {6000, 4000}), "");
  CHECK_EQ(told(decoding(), {6001, 4000}), "size_not_measured");
}

TEST_CASE("evaluation: a host that can't look needs a judge") {
  HostProfile blind;
  Script play = scene("", blind);
  const Played refused = play.post("/v1/evaluations", body());
  CHECK_EQ(refused.status, 503);
  CHECK_EQ(refused.json["error"]["code"], "no_provider");
  Script judged = scene(kJudge, blind);
  judged.upstream(opinion("pass"));
  const Played told = judged.post("/v1/evaluations", body(), with("prefer", "wait"));
  CHECK_EQ(told.json["overall_passed"], true);
  CHECK(told.json["weighted_pass_rate"].is_null());
  CHECK_EQ(told.json["judges"][0]["reason"], "host_cannot_decode");
  Script silent = scene(kJudge, blind);
  silent.upstream({500, "text/plain", "no", ""});
  const Played open = silent.post("/v1/evaluations", body(), with("prefer", "wait"));
  CHECK(open.json["overall_passed"].is_null());  // nobody could tell
}

TEST_CASE("evaluation: where prompts are not kept its words are gone, its names are not") {
  Script play = scene(R"({"retention":{"prompts":false}})");
  const std::string id =
      play.post("/v1/evaluations", body(R"(,"generation_prompt":"a secret","run_id":"r1")"))
          .json["id"];
  const Played read = play.get("/v1/evaluations/" + id);
  CHECK_EQ(read.json["run_id"], "r1");
  CHECK_EQ(read.body.find("a secret"), std::string::npos);
}

TEST_CASE("evaluation: OpenAPI has the fields that are read") {
  Script play = scene();
  const json::Tree schema = play.get("/openapi.json")
                                .json["paths"]["/v1/evaluations"]["post"]["requestBody"]["content"]
                                     ["application/json"]["schema"];
  CHECK_EQ(schema["required"], json::Tree({"generated_image_url", "task_type"}));
  CHECK_EQ(schema["properties"].size(), evaluation_fields().size());
  CHECK_EQ(schema["properties"]["task_description"]["maxLength"], 10'000);
}
