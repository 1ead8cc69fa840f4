#include "exchange/rehearsal.h"

#include <doctest/doctest.h>

#include "support/script.h"
#include "support/stage.h"

using namespace fluxweir;

namespace {

constexpr const char* kFox = R"({"model":"flux-1-schnell","prompt":"A red Fox","seed":7})";
constexpr const char* kOwl = R"({"model":"flux-1-schnell","prompt":"an owl","seed":7})";

std::string on_create(const std::string& action) {
  return R"([{"match":{"route":"create"},"do":)" + action + "}]";
}

std::string on_media(const std::string& action) {
  return R"([{"match":{"route":"media"},"do":)" + action + "}]";
}

json::Tree shown(Stage& stage) { return stage.send("GET", "/emulate/rules").json()["rules"]; }

std::string media_of(const Staged& answer) {
  const std::string url = answer.json()["images"][0]["url"];
  return url.substr(url.find("/media/"));
}

// Paths and rules of what is wrong with `text`.
std::string faults(const std::string& text) {
  const auto rules = read_mishap_rules(text);
  if (rules) return "none";
  std::string list;
  for (const Fault& fault : rules.error().faults) list += fault.path + " " + fault.rule + "; ";
  return list.empty() ? std::string(wire_name(rules.error().code)) : list;
}

}  // namespace

TEST_CASE("rehearsal: serves as ever without rules, unsigned") {
  Stage stage;
  const Staged& made = stage.create(kFox);
  CHECK_EQ(made.status, 200);
  CHECK_EQ(made.header("x-fluxweir-demo"), "renderer");
  CHECK_EQ(made.json()["fluxweir"]["cost_micro_usd"], 0);
  CHECK(stage.last_paint().find(R"("mark":false)") != std::string::npos);
}

TEST_CASE("rehearsal: is not there in a gateway that serves") {
  Script play;
  const Call paint = play.post("/v1/images", kFox).calls.at(0);
  CHECK(std::get<std::string>(paint.body.front()).find(R"("mark":true)") != std::string::npos);
  CHECK_EQ(play.get("/emulate/rules").status, 404);
  CHECK_EQ(play.post("/emulate/rules", "[]").status, 404);
  CHECK(play.get("/openapi.json").body.find("/emulate") == std::string::npos);
}

TEST_CASE("rehearsal: shows, replaces and clears its rules") {
  Stage stage;
  CHECK_EQ(stage.send("GET", "/emulate/rules").body, R"({"rules":[]})");
  const Staged& put = stage.send("PUT", "/emulate/rules", on_create(R"({"status":429})"));
  CHECK_EQ(put.status, 200);
  CHECK_EQ(put.body,
           R"({"rules":[{"match":{"route":"create"},"do":{"status":429},"matched":0,"done":0}]})");
  stage.create(kFox);
  CHECK_EQ(shown(stage)[0]["matched"], 1);
  CHECK_EQ(shown(stage)[0]["done"], 1);
  CHECK_EQ(stage.send("PUT", "/emulate/rules", R"({"rules":[{}]})").status, 422);
  CHECK_EQ(shown(stage).size(), 1);  // a faulty list changes nothing
  CHECK_EQ(stage.send("DELETE", "/emulate/rules").body, R"({"rules":[]})");
  CHECK_EQ(stage.create(kFox).status, 200);
  CHECK_EQ(stage.send("POST", "/emulate/rules", "[]").status, 405);
  CHECK_EQ(stage.send("GET", "/openapi.json").json()["paths"].count("/emulate/rules"), 1);
}

TEST_CASE("rehearsal: names every fault of the rules at once") {
  CHECK_EQ(faults("{"), "invalid_json");
  CHECK_EQ(faults("[]"), "none");
  CHECK_EQ(faults("{}"), "/rules missing; ");
  CHECK_EQ(faults(R"({"rules":7,"x":1})"), "/x unknown; /rules type; ");
  CHECK_EQ(faults(R"([7,{"do":{}},{"do":{"drop":false}}])"),
           "/0 type; /0/do missing; /1/do missing; ");
  CHECK_EQ(faults(R"([{"do":{"drop":false}}])"), "/0/do missing; ");
  CHECK_EQ(faults(R"({"rules":[{"match":{"rout":"x","nth":0},"do":{"status":399}},
                               {"match":{"route":"/v1/nope","method":"get"},"do":{"mod":1}},
                               {"match":7,"do":{"moderate":"text"},"then":1}]})"),
           "/rules/0/match/nth range; /rules/0/match/rout unknown; /rules/0/do/status range; "
           "/rules/1/match/route one_of; /rules/1/match/method one_of; /rules/1/do/mod unknown; "
           "/rules/2/match type; /rules/2/do/moderate one_of; /rules/2/then unknown; ");
}

TEST_CASE("rehearsal: refuses what can't come true together") {
  CHECK_EQ(faults(R"([{"do":{"drop":true,"status":500}}])"), "/0/do/drop conflict; ");
  CHECK_EQ(faults(R"([{"do":{"stall":true,"truncate":1}}])"), "/0/do/stall conflict; ");
  CHECK_EQ(faults(R"([{"do":{"retry_after_s":1,"delay_ms":1}}])"),
           "/0/do/retry_after_s conflict; ");
  CHECK_EQ(faults(on_create(R"({"expire":true})")), "/0/do/expire conflict; ");
  CHECK_EQ(faults(on_media(R"({"moderate":"picture","latency_ms":1})")),
           "/0/do/moderate conflict; /0/do/latency_ms conflict; ");
  CHECK_EQ(faults(R"([{"match":{"route":"read","prompt_contains":"x"},"do":{"expire":true}}])"),
           "/0/match/prompt_contains conflict; ");
  CHECK_EQ(faults(on_create(R"({"status":200,"html":true,"delay_ms":5,"truncate":9})")), "none");
}

TEST_CASE("rehearsal: takes patterns as OpenAPI and the log have them") {
  for (const char* route : {"/v1/images", "/v1/runs/{id}", "/v1/runs/{path}", "/fal-ai/{*}"}) {
    CAPTURE(route);
    CHECK_EQ(faults(R"([{"match":{"route":")" + std::string(route) + R"("},"do":{"drop":true}}])"),
             "none");
  }
  CHECK_EQ(faults(R"([{"match":{"route":"/emulate/rules"},"do":{"drop":true}}])"),
           "/0/match/route one_of; ");
}

TEST_CASE("rehearsal: matches by route, method and prompt") {
  Stage stage;
  stage.rules(R"([{"match":{"route":"/fal-ai/{*}"},"do":{"status":500}},
                  {"match":{"prompt_contains":"FOX"},"do":{"status":503}},
                  {"match":{"route":"/healthz","method":"HEAD"},"do":{"status":504}}])");
  CHECK_EQ(stage.create(kFox).status, 503);
  CHECK_EQ(stage.create(kOwl).status, 200);
  CHECK_EQ(stage.create(R"({"prompt":"x"})", "/fal-ai/flux/schnell").status, 500);
  CHECK_EQ(stage.send("GET", "/healthz").status, 200);
  CHECK_EQ(stage.send("HEAD", "/healthz").status, 504);
}

TEST_CASE("rehearsal: leaves service routes alone unless named") {
  Stage stage;
  stage.rules(R"([{"do":{"status":500}}])");
  CHECK_EQ(stage.send("GET", "/healthz").status, 200);
  CHECK_EQ(stage.send("GET", "/v1/models").status, 200);
  CHECK_EQ(stage.send("GET", "/v1/runs/x").status, 500);
  CHECK_EQ(stage.create(kFox).status, 500);
  CHECK_EQ(stage.create("{").status, 400);  // never read, so never met
}

TEST_CASE("rehearsal: lets the first rule that may act win") {
  Stage stage;
  stage.rules(R"([{"match":{"nth":2},"do":{"status":402}},
                  {"match":{"times":2},"do":{"status":429}},
                  {"do":{"status":500}}])");
  std::string statuses;
  for (int i = 0; i < 5; ++i) statuses += std::to_string(stage.create(kFox).status) + " ";
  CHECK_EQ(statuses, "429 402 429 500 500 ");
  CHECK_EQ(shown(stage)[0]["matched"], 5);
  CHECK_EQ(shown(stage)[0]["done"], 1);
  CHECK_EQ(shown(stage)[1]["matched"], 4);
  CHECK_EQ(shown(stage)[1]["done"], 2);
  CHECK_EQ(shown(stage)[2]["done"], 2);
}

TEST_CASE("rehearsal: answers a status in the dialect's shape") {
  Stage stage;
  stage.rules(on_create(R"({"status":429,"retry_after_s":3})"));
  const Staged& own = stage.create(kFox);
  CHECK_EQ(own.status, 429);
  CHECK_EQ(own.header("retry-after"), "3");
  CHECK_EQ(own.json()["error"]["code"], "rate_limited");
  const Staged& fal = stage.create(R"({"prompt":"x"})", "/fal-ai/flux/schnell");
  CHECK_EQ(fal.status, 429);
  CHECK_EQ(fal.json().count("detail"), 1);
  const Staged& openai = stage.create(R"({"prompt":"x"})", "/v1/images/generations");
  CHECK_EQ(openai.status, 429);
  CHECK_EQ(openai.json()["error"].count("type"), 1);
  CHECK_EQ(stage.painted(), 0);
  stage.rules(on_create(R"({"status":418})"));
  CHECK_EQ(stage.create(kFox).status, 418);  // the exact one, whatever the code
}

TEST_CASE("rehearsal: answers a proxy's page") {
  Stage stage;
  stage.rules(on_create(R"({"html":true})"));
  const Staged& bad = stage.create(kFox);
  CHECK_EQ(bad.status, 502);
  CHECK_EQ(bad.header("content-type"), "text/html");
  CHECK(bad.body.find("<title>502 Bad Gateway</title>") != std::string::npos);
  stage.rules(on_create(R"({"html":true,"status":200})"));
  CHECK_EQ(stage.create(kFox).status, 200);
}

TEST_CASE("rehearsal: delays before the answer begins") {
  Stage stage;
  stage.rules(on_create(R"({"delay_ms":1500,"status":500})"));
  const Staged& late = stage.create(kFox);
  stage.wait({1499});
  CHECK_EQ(late.status, 0);
  stage.wait({1});
  CHECK_EQ(late.status, 500);
  CHECK(late.finished);
}

TEST_CASE("rehearsal: cuts a body that promised more") {
  Stage stage;
  const std::string whole = stage.create(kFox).body;
  stage.rules(on_create(R"({"truncate":40})"));
  const Staged& cut = stage.create(kFox);
  CHECK_EQ(cut.status, 200);
  CHECK_EQ(cut.body.size(), 40);
  CHECK(cut.closed);
  CHECK_EQ(cut.header("content-length"), std::to_string(whole.size()));
  CHECK(cut.json().is_discarded());
  stage.rules(on_create(R"({"truncate":100000})"));  // nothing to cut
  CHECK_FALSE(stage.create(kFox).closed);
}

TEST_CASE("rehearsal: cuts pictures, raw and in base64") {
  Stage stage;
  const Staged& made = stage.create(kFox);
  stage.rules(on_media(R"({"truncate":5})"));
  const Staged& picture = stage.send("GET", media_of(made));
  CHECK_EQ(picture.body, std::string("\xff\xd8\xff\xc0\0", 5));
  CHECK(picture.closed);
  const auto rehearsal = std::move(*make_rehearsal({}));
  Mishap mishap;
  mishap.truncate = 2 + 9;
  Body body = {std::string("ab"), BlobRef{"s", 9, BlobRef::As::Base64}, std::string("cd")};
  CHECK_EQ(rehearsal->cut(mishap, body), 2 + 9);
  REQUIRE_EQ(body.size(), 2);
  CHECK_EQ(std::get<BlobRef>(body[1]).bytes, 6);  // two whole groups of four
  body = {std::string("ab"), std::string("cd")};
  mishap.truncate = 2;
  CHECK_EQ(rehearsal->cut(mishap, body), 2);
  CHECK_EQ(body.size(), 1);
  mishap.truncate = 0;
  CHECK_EQ(rehearsal->cut(mishap, body), 0);
  CHECK(body.empty());
}

TEST_CASE("rehearsal: stalls after half of the body until its client leaves") {
  Stage stage;
  const std::size_t whole = stage.create(kFox).body.size();
  stage.rules(on_create(R"({"stall":true})"));
  Staged& stalled = stage.create(kFox);
  stage.wait({3'600'000});
  CHECK_EQ(stalled.status, 200);
  CHECK_EQ(stalled.body.size(), whole / 2);
  CHECK_FALSE(stalled.ended);
  CHECK_FALSE(stalled.finished);
  stage.leave(stalled);
  CHECK(stalled.finished);
}

TEST_CASE("rehearsal: loses the answer of a run that was made") {
  Stage stage;
  stage.rules(on_create(R"({"drop":true})"));
  const Staged& lost = stage.create(kFox);
  CHECK_EQ(lost.status, 0);
  CHECK(lost.closed);
  CHECK(lost.finished);
  CHECK_EQ(stage.painted(), 1);
}

TEST_CASE("rehearsal: lets addresses and runs expire") {
  Stage stage;
  const Staged& made = stage.create(kFox);
  const std::string run = made.json()["id"];
  stage.rules(R"([{"do":{"expire":true}}])");
  CHECK_EQ(stage.send("GET", media_of(made)).status, 410);
  const Staged& read = stage.send("GET", "/v1/runs/" + run);
  CHECK_EQ(read.status, 404);
  CHECK_EQ(read.json()["error"]["code"], "run_not_found");
  CHECK_EQ(stage.create(kFox).status, 200);  // a create has nothing that could expire
}

TEST_CASE("rehearsal: refuses prompts and pictures as BFL does") {
  Stage stage(Pace{{10'000}, {10'000}});
  stage.rules(R"([{"match":{"prompt_contains":"fox"},"do":{"moderate":"prompt"}},
                  {"match":{"prompt_contains":"owl"},"do":{"moderate":"picture"}}])");
  const Staged& prompt = stage.create(kFox);
  CHECK_EQ(prompt.status, 422);
  CHECK_EQ(prompt.json()["error"]["code"], "prompt_refused");
  const Staged& picture = stage.create(kOwl);
  CHECK_EQ(picture.status, 0);
  stage.wait({10'000});
  CHECK_EQ(picture.status, 422);
  CHECK_EQ(picture.json()["error"]["code"], "picture_refused");
  CHECK_EQ(stage.painted(), 0);
  const Staged& run = stage.send("GET", "/v1/runs/" + picture.header("x-fluxweir-run"));
  CHECK_EQ(run.json()["status"], "failed");
}

TEST_CASE("rehearsal: holds a run for the card's latency") {
  Stage stage(kCardLatency);
  const Staged& made = stage.create(kFox);
  stage.wait({8'999});
  CHECK_EQ(made.status, 0);
  stage.wait({2'001});
  CHECK_EQ(made.status, 200);
}

TEST_CASE("rehearsal: shows a run that takes its time as pending") {
  Stage stage(Pace{{10'000}, {10'000}});
  const Staged& accepted = stage.create(R"({"prompt":"a fox"})", "/v1/flux-pro-1.1-ultra");
  CHECK_EQ(accepted.status, 200);
  const std::string run = accepted.json()["id"];
  stage.wait({9'999});
  CHECK_EQ(stage.send("GET", "/v1/get_result?id=" + run).json()["status"], "Pending");
  CHECK_EQ(stage.send("GET", "/v1/runs/" + run).json()["status"], "running");
  stage.wait({1});
  CHECK_EQ(stage.send("GET", "/v1/get_result?id=" + run).json()["status"], "Ready");
}

TEST_CASE("rehearsal: moderates and expires in BFL's words") {
  Stage stage;
  const auto result_of = [&stage](const char* action) {
    stage.rules("[{\"do\":" + std::string(action) + "}]");
    const Staged& made = stage.create(R"({"prompt":"a fox"})", "/v1/flux-pro-1.1-ultra");
    const std::string run = made.json()["id"];
    return stage.send("GET", "/v1/get_result?id=" + run).json()["status"];
  };
  CHECK_EQ(result_of(R"({"moderate":"prompt"})"), "Request Moderated");
  CHECK_EQ(result_of(R"({"moderate":"picture"})"), "Content Moderated");
  CHECK_EQ(result_of(R"({"expire":true})"), "Task not found");
}

TEST_CASE("rehearsal: gives a run a latency of its own") {
  Stage stage({{10'000}, {10'000}}, {{5'000}, {5'000}});
  stage.rules(on_create(R"({"latency_ms":300})"));
  const Staged& made = stage.create(kFox);
  stage.wait({299});
  CHECK_EQ(made.status, 0);
  stage.wait({1});
  CHECK_EQ(made.status, 200);
}

TEST_CASE("rehearsal: takes longer when cold and after a minute without runs") {
  Stage stage({{1'000}, {1'000}}, {{5'000}, {5'000}});
  const auto time_of_a_run = [&stage] {
    const Staged& made = stage.create(kFox);
    int seconds = 0;
    for (; made.status == 0; ++seconds) stage.wait({1'000});
    return seconds;
  };
  CHECK_EQ(time_of_a_run(), 6);
  CHECK_EQ(time_of_a_run(), 1);
  stage.wait({59'000});
  CHECK_EQ(time_of_a_run(), 1);
  stage.wait({60'000});
  CHECK_EQ(time_of_a_run(), 6);
}

TEST_CASE("rehearsal: draws its pace from the seed within the card's bounds") {
  const EmulateProfile profile{kCardLatency, kCardColdStart, ""};
  std::int64_t least = 100'000;
  std::int64_t most = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto cold = std::move(*make_rehearsal(profile));
    const std::int64_t hold = cold->begin_run("r", seed, {}).hold.count;
    CHECK_EQ(hold, std::move(*make_rehearsal(profile))->begin_run("r", seed, {}).hold.count);
    least = std::min(least, hold);
    most = std::max(most, hold);
    const std::int64_t warm = cold->begin_run("r", seed, {}).hold.count;
    CHECK(warm >= 9'000);
    CHECK(warm <= 11'000);
  }
  CHECK(least >= 14'000);
  CHECK(most <= 21'000);
  CHECK_GT(most - least, 4'000);
}

TEST_CASE("rehearsal: begins with the rules it was started with") {
  Stage stage({}, {}, on_create(R"({"status":503})"));
  CHECK_EQ(stage.create(kFox).status, 503);
  HostProfile host;
  host.emulate = EmulateProfile{{}, {}, "[{}]"};
  CHECK_FALSE(Gateway::load_emulator("", {}, host).has_value());
}
