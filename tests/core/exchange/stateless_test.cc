#include <doctest/doctest.h>

#include "exchange/host_fit.h"
#include "support/bfl_play.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

HostProfile stateless(RequestBounds bounds = {}) {
  HostProfile host;
  host.stateless = true;
  host.bounds = bounds;
  return host;
}

constexpr const char* kBfl = R"({
  "providers":[{"name":"bfl","codec":"bfl","origin":"https://api.bfl.ai","credential":"${BFL_KEY}"}],
  "offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"}],"public_url":"https://gw.example",
  "limits":{"run_timeout_s":120}})";

}  // namespace

TEST_CASE("stateless: makes a picture without a state call and says that it is inlined") {
  Script play("", stateless());
  const Played done = play.post("/v1/images", R"({"prompt":"a fox","seed":7})");
  CHECK_EQ(done.transcript, "start fetch(renderer:paint) respond(200)");
  const std::string url = done.json["images"][0]["url"];
  CHECK_EQ(url.substr(0, 23), "data:image/jpeg;base64,");
  CHECK_EQ(done.json["fluxweir"]["adjustments"],
           json::Tree::parse(R"([{"path":"media","action":"inlined","reason":"no_storage"}])"));
}

TEST_CASE("stateless: what asked for data URIs is not adjusted") {
  Script play("", stateless());
  const Played done = play.post("/v1/images?strict=1", R"({"prompt":"a fox","sync_mode":true})");
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.transcript, "start fetch(renderer:paint) respond(200)");
  CHECK(done.json["fluxweir"]["adjustments"].empty());
}

TEST_CASE("stateless: in strict mode URLs of pictures are refused") {
  Script play("", stateless());
  const Played done = play.post("/v1/images?strict=1", R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["error"]["faults"][0]["path"], "/sync_mode");
  CHECK_EQ(done.json["error"]["faults"][0]["nearest"], true);
}

TEST_CASE("stateless: routes that need state say so, and so do creates that do not wait") {
  Script play("", stateless());
  for (const char* path : {"/v1/runs", "/v1/runs/0198c0de-0000-7000-8000-000000000000",
                           "/v1/runs/0198c0de-0000-7000-8000-000000000000/trace",
                           "/v1/get_result?id=1", "/media/a/0.jpg?exp=1", "/metrics"}) {
    CAPTURE(path);
    const Played done = play.get(path);
    CHECK_EQ(done.status, 501);
    CHECK_NE(done.body.find("state_not_available"), std::string::npos);
    CHECK_EQ(done.transcript, "respond(501)");
  }
  const Played begun = play.post("/v1/flux-pro-1.1-ultra", R"({"prompt":"a fox"})");
  CHECK_EQ(begun.transcript, "respond(501)");
  const char* runs = "/v1/models/black-forest-labs/flux-pro-v1-1-ultra/runs";
  CHECK_EQ(play.post(runs, R"({"input":{"prompt":"a fox"}})").transcript, "respond(501)");
  CHECK_EQ(play.post(runs, R"({"input":{"prompt":"a fox"}})",
                     {{"content-type", "application/json"}, {"prefer", "wait=30"}})
               .status,
           200);
  CHECK_EQ(play.post("/v1/images", R"({"prompt":"a fox"})",
                     {{"content-type", "application/json"}, {"prefer", "respond-async"}})
               .status,
           501);
  CHECK_EQ(play.get("/v1/models").status, 200);
  CHECK_EQ(play.get("/openapi.json").status, 200);
}

TEST_CASE("stateless: a dry run of what could not be served is still told") {
  Script play("", stateless());
  const Played done = play.post("/v1/flux-pro-1.1-ultra?dry_run=1", R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.json["dry_run"], true);
}

TEST_CASE("stateless: asks for no hook, since another process could get it") {
  Script play(kBfl, stateless());
  play.upstream({422, "application/json", R"({"detail":[]})", {}});
  const Played done = play.post("/v1/images", R"({"prompt":"a fox"})");
  REQUIRE_EQ(done.calls.size(), 1);
  CHECK_EQ(std::get<std::string>(done.calls[0].body[0]).find("webhook"), std::string::npos);
}

TEST_CASE("bounds: what can't fit is refused before a call, with what could") {
  const auto refusal = [](const RequestBounds& bounds, const std::string& body) {
    Script play(kBfl, stateless(bounds));
    const Played done = play.post("/v1/images", body);
    CHECK_EQ(done.transcript, "respond(422)");
    std::string text;
    for (const json::Tree& fault : done.json["error"]["faults"]) {
      if (!text.empty()) text += "; ";
      text += std::string(fault["path"]) + " " + std::string(fault["allowed"]) + " " +
              fault["nearest"].dump();
    }
    return text;
  };
  RequestBounds few;
  few.fetches = 15;
  CHECK_EQ(refusal(few, R"({"prompt":"a fox","num_images":6})").substr(0, 12), "/num_images ");
  few.fetches = 7;
  CHECK_EQ(refusal(few, R"({"prompt":"a fox","num_images":4})"),
           "/num_images 1..2 of these on this host 2");
  RequestBounds narrow;
  narrow.parallel_fetches = 1;
  CHECK_EQ(refusal(narrow, R"({"prompt":"a fox","num_images":3})"),
           "/num_images 1 of these on this host 1");
  RequestBounds small;
  small.memory = 34 << 20;
  CHECK_EQ(refusal(small, R"({"prompt":"a fox","output_format":"png"})"),
           "/output_format jpeg on this host \"jpeg\"");
  RequestBounds slow;
  slow.inlined = 20 << 20;
  CHECK_EQ(refusal(slow, R"({"prompt":"a fox","num_images":4})"),
           "/num_images 1..3 of these on this host 3");
  slow.inlined = 7 << 20;
  CHECK_EQ(refusal(slow, R"({"prompt":"a fox","num_images":4,"output_format":"png"})"),
           "/output_format jpeg on this host \"jpeg\"; /num_images 1 of these on this host 1");
}

TEST_CASE("bounds: the largest request fits a worker of 128 MiB with 50 fetches") {
  RequestBounds worker;
  worker.fetches = 50;
  worker.parallel_fetches = 6;
  worker.memory = 128 << 20;
  const Gateway gateway = std::move(*Gateway::load(kBfl, {}, stateless(worker)));
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  CHECK(gateway
            .plan(head,
                  R"({"prompt":"a fox","num_images":4,"output_format":"png","sync_mode":true})", {},
                  {})
            .has_value());
}

TEST_CASE("bounds: a picture that takes long is looked for to the end with the calls there are") {
  HostProfile host = stateless({14, 6, 0, 0});
  BflPlay bfl;
  bfl.ready_after = Millis{100'000};
  RunPlay play(kBfl, R"({"prompt":"a fox","num_images":2})", bfl, host);
  play.run();
  REQUIRE(play.finished());
  CHECK_EQ(play.outcome().pictures.size(), 2);
  CHECK(play.calls().size() <= 10);
  CHECK(play.ledger().empty());
}

TEST_CASE("bounds: no call is made beyond them, and what may have been billed is booked") {
  HostProfile host = stateless({10, 6, 0, 0});
  BflPlay bfl;
  bfl.never_ready = true;
  RunPlay play(kBfl, R"({"prompt":"a fox","num_images":1})", bfl, host);
  play.run();
  REQUIRE(play.finished());
  CHECK(play.calls().size() <= 6);
  CHECK_EQ(play.outcome().waste.count, 60'000);
}
