#include <doctest/doctest.h>

#include "base/text.h"
#include "support/script.h"

using namespace fluxweir;

TEST_CASE("create: makes one picture with one batch before the submit") {
  Script play;
  const Played done =
      play.post("/v1/images", R"({"model":"flux-pro-v1-1-ultra","prompt":"a fox","seed":7})");
  CHECK_EQ(done.transcript,
           "query(run.insert) start fetch(renderer:paint) keep query(run.update,ledger.insert) "
           "sign respond(200)");
  REQUIRE(done.json.is_object());
  CHECK_EQ(done.json["status"], "succeeded");
  CHECK_EQ(done.json["images"].size(), 1);
  CHECK_EQ(done.json["images"][0]["width"], 2752);
  CHECK_EQ(done.json["images"][0]["height"], 1536);
  CHECK_EQ(done.json["images"][0]["seed"], 7);
  const std::string url = done.json["images"][0]["url"];
  CHECK(url.find("http://127.0.0.1:8080/media/" + std::string(done.json["id"]) +
                 "/0.jpg?exp=1767312000&kid=k1&sig=") == 0);
  const json::Tree& receipt = done.json["fluxweir"];
  CHECK_EQ(receipt["list_micro_usd"], 60'000);
  CHECK_EQ(receipt["cost_micro_usd"], 0);  // the renderer's
  CHECK_EQ(receipt["offer"], "renderer");
  CHECK_EQ(receipt["prompt"]["final"], "a fox");
  CHECK_EQ(done.header("x-fluxweir-demo"), "renderer");
  CHECK_EQ(play.ledger().size(), 1);
}

TEST_CASE("create: makes n pictures with seeds one apart") {
  Script play;
  const Played done =
      play.post("/v1/images", R"({"prompt":"a fox","num_images":4,"seed":9007199254740990})");
  CHECK_EQ(done.calls.size(), 4);
  CHECK_EQ(done.json["fluxweir"]["seeds"],
           json::Tree::array({9007199254740990, 9007199254740991, 0, 1}));
  CHECK_EQ(done.json["images"].size(), 4);
}

TEST_CASE("create: chooses a seed below 2^32 and returns it") {
  Script play;
  const Played first = play.post("/v1/images", R"({"prompt":"a fox"})");
  const Played second = play.post("/v1/images", R"({"prompt":"a fox"})");
  const std::int64_t seed = first.json["fluxweir"]["seeds"][0];
  CHECK(seed >= 0);
  CHECK(seed < (std::int64_t{1} << 32));
  CHECK_NE(first.json["fluxweir"]["seeds"], second.json["fluxweir"]["seeds"]);
}

TEST_CASE("create: makes no state call for a refused request") {
  Script play;
  for (const char* body :
       {R"({"prompt":""})", R"({"prompt":"x","num_images":9})",
        R"({"model":"dall-e-3","prompt":"x"})", "{", "[]", R"({"prompt":"x","prompt":"y"})"}) {
    CAPTURE(body);
    const Played done = play.post("/v1/images", body);
    CHECK(done.status >= 400);
    CHECK_EQ(done.transcript, "respond(" + std::to_string(done.status) + ")");
  }
  CHECK_EQ(play.stored_runs(), 0);
}

TEST_CASE("create: answers each fault of the body with its status") {
  Script play;
  CHECK_EQ(play.post("/v1/images", "{").status, 400);
  CHECK_EQ(play.post("/v1/images", "[1]").status, 422);
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"x"} {})").status, 400);
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"x"})", {}).status, 415);
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"x"})", {{"content-type", "text/plain"}}).status,
           415);
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"x"})",
                     {{"content-type", "Application/JSON; charset=UTF-8"}})
               .status,
           200);
  CHECK_EQ(
      play.post("/v1/images", R"({"model":7,"prompt":"x"})").json["error"]["faults"][0]["path"],
      "/model");
  CHECK_EQ(play.post("/v1/images", R"({"model":"dall-e-3","prompt":"x"})").status, 404);
  const Played wrong = play.get("/v1/images");
  CHECK_EQ(wrong.status, 405);
  CHECK_EQ(wrong.header("allow"), "POST");
  CHECK_EQ(play.get("/nowhere").status, 404);
}

TEST_CASE("create: refuses a body over one MiB") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine exchange = gateway.open({});
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  head.host = "127.0.0.1";
  head.headers = {{"content-type", "application/json"}};
  exchange.handle(ClientHead{head, {}}, {});
  exchange.handle(ClientChunk{std::string(1 << 20, ' ')}, {});
  CHECK(std::holds_alternative<Wait>(exchange.poll()));
  exchange.handle(ClientChunk{" "}, {});
  int status = 0;
  bool closes = false;
  for (Action action = exchange.poll(); !std::holds_alternative<Finished>(action);
       action = exchange.poll()) {
    if (const auto* answer = std::get_if<RespondHead>(&action)) status = answer->status;
    if (const auto* end = std::get_if<RespondEnd>(&action)) closes = end->close;
  }
  CHECK_EQ(status, 413);
  CHECK(closes);
}

TEST_CASE("create: returns data URIs and keeps nothing with sync_mode") {
  Script play;
  const Played done =
      play.post("/v1/images", R"({"prompt":"a fox","sync_mode":true,"output_format":"png"})");
  CHECK_EQ(
      done.transcript,
      "query(run.insert) start fetch(renderer:paint) query(run.delete,ledger.insert) respond(200)");
  const std::string url = done.json["images"][0]["url"];
  CHECK_EQ(url, "data:image/png;base64," + to_base64(tiny_picture(Format::Png, {2752, 1536})));
  CHECK_EQ(play.stored_runs(), 0);
  CHECK_EQ(play.ledger().size(), 1);
}

TEST_CASE("create: inlines pictures that the host can't keep and says so") {
  Script play;
  play.keeps_pictures(false);
  const Played done = play.post("/v1/images", R"({"prompt":"a fox"})");
  CHECK_EQ(std::string(done.json["images"][0]["url"]).substr(0, 23), "data:image/jpeg;base64,");
  CHECK_EQ(done.json["fluxweir"]["adjustments"][0]["action"], "inlined");
}

TEST_CASE("create: plans, prices and does nothing on a dry run") {
  Script play;
  for (const char* path : {"/v1/images?dry_run=1", "/fal-ai/flux-pro/v1.1-ultra?dry_run=1",
                           "/v1/images/generations?dry_run=1"}) {
    CAPTURE(path);
    const Played done = play.post(path, R"({"prompt":"a fox","num_images":3,"seed":1})");
    CHECK_EQ(done.transcript, "respond(200)");
    CHECK_EQ(done.json["dry_run"], true);
    CHECK_EQ(done.json["quote"]["list_micro_usd"], 180'000);
    CHECK_EQ(done.json["quote"]["images"], 3);
    CHECK_EQ(done.json["size"]["width"], 2752);
    CHECK_EQ(done.json["upstream"]["url"], "renderer:paint");
    CHECK_EQ(done.json["upstream"]["body"]["prompt"], "a fox");
  }
  Headers headers = {{"content-type", "application/json"}, {"x-fluxweir-dry-run", "1"}};
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"a fox"})", headers).json["dry_run"], true);
  CHECK_EQ(play.ledger().size(), 0);
}

TEST_CASE("create: a dry run tells a picture by its length, within the call or behind it") {
  constexpr const char* kBfl =
      R"({"providers":[{"name":"bfl","codec":"bfl","origin":"http://127.0.0.1:9"}],
          "offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"}]})";
  for (const char* settings : {"", kBfl}) {
    CAPTURE(settings);
    Script play(settings);
    play.media({{{"p0", 1234}, {PictureKind::Png, Size{640, 480}}}});
    const Played done =
        play.post("/v1/images?dry_run=1",
                  R"({"prompt":"a fox","seed":1,"image_url":"fluxweir-media:0;image/png"})");
    REQUIRE_EQ(done.status, 200);
    const json::Tree body = done.json["upstream"]["body"];
    CHECK_EQ(body["seed"], 1);
    CHECK_EQ(body.value("image_prompt", "none"), *settings ? "(1234 bytes)" : "none");
    CHECK(done.json["upstream"]["body_bytes"] > 1234);
  }
}

TEST_CASE("create: refuses adjustments in strict mode") {
  Script play;
  const Played done =
      play.post("/v1/images?strict=1", R"({"prompt":"a fox","image_size":"square","x":1})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["error"]["faults"].size(), 2);
  CHECK_EQ(done.json["error"]["faults"][0]["nearest"], "1:1");
}

TEST_CASE("create: enhances when asked and shows what was added") {
  Script play;
  const Played done =
      play.post("/v1/images", R"({"prompt":"a fox in the snow","enhance_prompt":true,"seed":7})");
  const std::string final_prompt = done.json["fluxweir"]["prompt"]["final"];
  CHECK_EQ(final_prompt.substr(0, 17), "a fox in the snow");
  CHECK(final_prompt.size() > 30);
  CHECK(done.json["fluxweir"]["prompt"]["added"].size() >= 2);
  CHECK_EQ(json::Tree::parse(std::get<std::string>(done.calls[0].body[0]))["prompt"], final_prompt);
}

TEST_CASE("create: answers the delivered ones when some fail") {
  Script play;
  play.upstream({});
  play.upstream({500, "text/html", "<html>", "", true});
  const Played done = play.post("/v1/images", R"({"prompt":"a fox","num_images":2})");
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.json["status"], "partial_succeeded");
  CHECK_EQ(done.json["images"].size(), 1);
  CHECK_EQ(done.json["errors"][0]["index"], 1);
  CHECK_EQ(done.json["errors"][0]["code"], "upstream_failed");
}

TEST_CASE("create: fails with the provider's fault when nothing came") {
  struct Row {
    ScriptedReply reply;
    int status;
    const char* code;
  };
  const std::string wrong_size = tiny_picture(Format::Jpeg, {64, 64});
  const std::string wrong_format = tiny_picture(Format::Png, {2752, 1536});
  const Row rows[] = {
      {{200, "application/json", R"({"status":"Request Moderated"})", "", true},
       422,
       "prompt_refused"},
      {{422, "application/json", R"({"error":"x"})", "", true}, 422, "invalid_parameter"},
      {{500, "text/html", "<html>", "", true}, 502, "upstream_failed"},
      {{200, "application/json", "{half", "", true}, 502, "upstream_failed"},
      {{200, "image/jpeg", wrong_size, "", true}, 502, "upstream_failed"},
      {{200, "image/jpeg", wrong_format, "", true}, 502, "upstream_failed"},
      {{200, "", "", "timeout", true}, 504, "upstream_timeout"},
      {{200, "", "", "reset", true}, 502, "upstream_failed"},
      {{200, "", "", "busy", false}, 503, "unavailable"},
  };
  for (const Row& row : rows) {
    Script play;
    play.upstream(row.reply);
    const Played done = play.post("/v1/images", R"({"prompt":"a fox"})");
    CAPTURE(row.code);
    CHECK_EQ(done.status, row.status);
    CHECK_EQ(done.json["error"]["code"], row.code);
    CHECK_EQ(play.ledger().size(), 1);
    CHECK_EQ(std::get<std::int64_t>(play.ledger()[0][8]), 0);  // costs nothing
  }
}

TEST_CASE("create: refuses when the run can't be stored") {
  Script play;
  play.database_fails();
  const Played done = play.post("/v1/images", R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 503);
  CHECK_EQ(done.calls.size(), 0);  // nothing is spent on a run that nobody could find again
}

TEST_CASE("create: keeps prompts out of logs and of rows that may not hold them") {
  Script play(R"({"retention":{"prompts":false}})");
  const Played done = play.post("/v1/images", R"({"prompt":"a canary in a coal mine"})");
  REQUIRE_EQ(done.logs.size(), 1);
  CHECK(done.logs[0].find("canary") == std::string::npos);
  const Played read = play.get("/v1/runs/" + std::string(done.json["id"]));
  CHECK_EQ(read.status, 200);
  CHECK(read.body.find("canary") == std::string::npos);
}

TEST_CASE("create: refuses pages of other origins") {
  Script play;
  const auto with = [&](Headers more) {
    more.push_back({"content-type", "application/json"});
    return play.post("/v1/images", R"({"prompt":"a fox"})", more).status;
  };
  CHECK_EQ(with({{"origin", "https://evil.example.com"}}), 403);
  CHECK_EQ(with({{"origin", "null"}}), 403);
  CHECK_EQ(with({{"origin", "http://127.0.0.1.evil.com"}}), 403);
  CHECK_EQ(with({{"sec-fetch-site", "cross-site"}}), 403);
  CHECK_EQ(with({{"origin", "http://localhost:3000"}, {"sec-fetch-site", "cross-site"}}), 200);
  CHECK_EQ(with({{"origin", "http://[::1]:3000"}}), 200);
  CHECK_EQ(with({{"sec-fetch-site", "none"}}), 200);
  Script open("", {.loopback = false, .renderer = true});
  CHECK_EQ(open.post("/v1/images", R"({"prompt":"a fox"})",
                     {{"content-type", "application/json"}, {"origin", "https://evil.example.com"}})
               .status,
           200);
}

TEST_CASE("create: takes the caller's trace on and passes it up") {
  Script play;
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const Played done = play.post("/v1/images", R"({"prompt":"a fox"})",
                                {{"content-type", "application/json"},
                                 {"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"}});
  CHECK(done.logs.at(0).find("\"trace\":\"" + trace + "\"") != std::string::npos);
  const std::string up(find_header(done.calls.at(0).headers, "traceparent").value_or(""));
  CHECK_EQ(up.substr(0, 36), "00-" + trace + "-");
  CHECK_NE(up.substr(36, 16), "00f067aa0ba902b7");
  const Played broken =
      play.post("/v1/images", R"({"prompt":"a fox"})",
                {{"content-type", "application/json"}, {"traceparent", "00-zz-1-01"}});
  CHECK(broken.logs.at(0).find("\"trace\":\"") != std::string::npos);
}

TEST_CASE("create: needs the licence of dev accepted, but not to paint") {
  Script play;
  CHECK_EQ(play.post("/v1/images", R"({"model":"flux-1-dev","prompt":"a fox"})").status, 200);
}

TEST_CASE("create: refuses a flag that it can't read") {
  Script play;
  for (const char* query : {"?dry_run=yes", "?dry_run=", "?strict=on", "?receipt=all"}) {
    CAPTURE(query);
    const Played done = play.post("/v1/images" + std::string(query), R"({"prompt":"a fox"})");
    CHECK_EQ(done.status, 400);
    CHECK_EQ(done.calls.size(), 0);
  }
  CHECK_EQ(play.post("/v1/images?dry_run=true", R"({"prompt":"a fox"})").json["dry_run"], true);
  CHECK_FALSE(play.post("/v1/images?dry_run=0", R"({"prompt":"a fox"})").json.contains("dry_run"));
}

TEST_CASE("create: names the dialect's own faults beside the others") {
  Script play;
  const Played own = play.post("/v1/images", R"({"model":5,"prompt":"","num_images":9})");
  CHECK_EQ(own.json["error"]["faults"].size(), 3);
  const Played openai = play.post("/v1/images/generations",
                                  R"({"prompt":"","n":9,"response_format":"x","stream":true})");
  CHECK_EQ(openai.json["fluxweir"]["faults"].size(), 4);
}

TEST_CASE("create: lists failures in every dialect") {
  for (const char* path : {"/v1/images", "/fal-ai/flux-pro/v1.1-ultra", "/v1/images/generations"}) {
    CAPTURE(path);
    Script play;
    play.upstream({});
    play.upstream({500, "text/html", "<html>", "", true});
    const Played done = play.post(path, R"({"prompt":"a fox","num_images":2})");
    CHECK_EQ(done.status, 200);
    CHECK_EQ(done.json["fluxweir"]["status"], "partial_succeeded");
    CHECK_EQ(done.json["fluxweir"]["errors"][0]["code"], "upstream_failed");
  }
}

TEST_CASE("create: keeps no word of the caller where prompts are not kept") {
  Script play(R"({"retention":{"prompts":false}})");
  const Played done = play.post("/v1/images", R"({"prompt":"a fox","negative_prompt":"a canary"})");
  CHECK(done.body.find("canary") != std::string::npos);  // the receipt of the answer has it
  const Played read = play.get("/v1/runs/" + std::string(done.json["id"]));
  CHECK(read.body.find("canary") == std::string::npos);
  CHECK_EQ(read.json["fluxweir"]["adjustments"].size(), 1);
}

TEST_CASE("create: answers an expectation at once when the head is wrong") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine exchange = gateway.open({});
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  head.host = "127.0.0.1";
  head.headers = {{"content-type", "text/plain"}, {"expect", "100-continue"}};
  exchange.handle(ClientHead{head, {}}, {});
  int status = 0;
  for (Action action = exchange.poll(); !std::holds_alternative<Finished>(action);
       action = exchange.poll()) {
    REQUIRE_FALSE(std::holds_alternative<Wait>(action));
    if (const auto* answer = std::get_if<RespondHead>(&action)) status = answer->status;
  }
  CHECK_EQ(status, 415);
}

TEST_CASE("create: serves loopback names and the public one only") {
  const auto status_for = [](Script& play, std::string host) {
    RequestHead head;
    head.method = "GET";
    head.path = "/v1/models";
    head.host = std::move(host);
    return play.request(head, "").status;
  };
  Script play;
  CHECK_EQ(status_for(play, "evil.example.com"), 403);
  CHECK_EQ(status_for(play, "localhost:8080"), 200);
  CHECK_EQ(status_for(play, ""), 200);
  Script named(R"({"public_url":"https://images.example.com"})");
  CHECK_EQ(status_for(named, "images.example.com"), 200);
  CHECK_EQ(status_for(named, "evil.example.com"), 403);
}

TEST_CASE("create: asks the same of the provider in every dialect") {
  struct Row {
    const char* path;
    const char* body;
  };
  constexpr Row kRows[] = {
      {"/v1/images",
       R"({"model":"flux-pro-v1-1-ultra","prompt":"a fox","num_images":2,"seed":7,"x":1})"},
      {"/fal-ai/flux-pro/v1.1-ultra", R"({"prompt":"a fox","num_images":2,"seed":7,"x":1})"},
      {"/v1/images/generations", R"({"prompt":"a fox","n":2,"seed":7,"x":1})"},
      {"/v1/flux-pro-1.1-ultra", R"({"prompt":"a fox","num_images":2,"seed":7,"x":1})"},
      {"/v1/models/black-forest-labs/flux-pro-v1-1-ultra/runs",
       R"({"input":{"prompt":"a fox","num_images":2,"seed":7,"x":1}})"}};
  std::vector<std::string> bodies;
  json::Tree receipt;
  for (const Row& row : kRows) {
    CAPTURE(row.path);
    Script play;
    const Played made = play.post(row.path, row.body);
    REQUIRE_EQ(made.status, 200);
    std::vector<std::string> sent;
    for (const Call& call : made.calls) {
      CHECK_EQ(call.url, made.calls.front().url);
      sent.push_back(std::get<std::string>(call.body.at(0)));
    }
    // The stored run is what all answers agree on in the end.
    const std::string run = made.header("x-fluxweir-run");
    json::Tree stored = play.get("/v1/runs/" + run).json["fluxweir"];
    CHECK_EQ(stored["adjustments"][0]["path"],
             std::string(row.body).find("input") == std::string::npos ? "/x" : "/input/x");
    stored["adjustments"][0].erase("path");
    stored.erase("run");
    if (bodies.empty()) {
      bodies = sent;
      receipt = stored;
    }
    CHECK_EQ(sent.size(), 2);
    CHECK(sent == bodies);
    CHECK_EQ(stored, receipt);
    CHECK_EQ(stored["list_micro_usd"], 120'000);
  }
}
