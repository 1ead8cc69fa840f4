// Clients that wait for less than the end, played by hand: time passes while the run goes on.
#include <doctest/doctest.h>

#include "gateway.h"
#include "json/tree.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

const Gateway& gateway() {
  static const Gateway kGateway = std::move(*Gateway::load(""));
  return kGateway;
}

constexpr Now kStart{{1'000'000}, {1'767'225'600'000}};

struct Told {
  int status = 0;
  Headers headers;
  json::Tree json;
  std::optional<Start> start;
  std::optional<Instant> until;
  OpId asked;  // of the latest query
  std::string header(std::string_view name) const {
    return std::string(find_header(headers, name).value_or(""));
  }
};

Told drain(Machine& machine) {
  Told told;
  std::string body;
  for (;;) {
    Action action = machine.poll();
    if (const auto* wait = std::get_if<Wait>(&action)) told.until = wait->until;
    if (std::holds_alternative<Wait>(action) || std::holds_alternative<Finished>(action)) break;
    if (auto* start = std::get_if<Start>(&action)) told.start = std::move(*start);
    if (const auto* query = std::get_if<Query>(&action)) told.asked = query->op;
    if (const auto* head = std::get_if<RespondHead>(&action)) {
      told.status = head->status;
      told.headers = head->headers;
    }
    if (const auto* chunk = std::get_if<RespondChunk>(&action)) {
      for (const BodyPart& part : chunk->parts) body += std::get<std::string>(part);
    }
  }
  told.json = json::Tree::parse(body, nullptr, false);
  return told;
}

// A create up to the point where its run is started.
Told create(Machine& exchange, const std::string& path, const std::string& query,
            const std::string& body) {
  RequestHead head;
  head.method = "POST";
  head.path = path;
  head.query = query;
  head.host = "localhost";
  head.headers = {{"content-type", "application/json"}};
  exchange.handle(ClientHead{head, {}}, kStart);
  exchange.handle(ClientChunk{body}, kStart);
  exchange.handle(ClientEnd{}, kStart);
  const Told asked = drain(exchange);
  exchange.handle(QueryDone{asked.asked, true, {{}}}, kStart);
  return drain(exchange);
}

}  // namespace

TEST_CASE("waiting: shows the run when the time is up") {
  Machine exchange = gateway().open({});
  Told told = create(exchange, "/v1/images", "wait=5", R"({"prompt":"a fox"})");
  REQUIRE(told.start.has_value());
  CHECK_EQ(told.until->micros, 6'000'000);
  told.start->spec.outcome.state = RunState::Running;
  exchange.handle(RunChanged{told.start->spec.outcome}, kStart);
  CHECK_EQ(drain(exchange).status, 0);
  exchange.handle(Tick{}, {{6'000'000}, kStart.wall});
  const Told shown = drain(exchange);
  CHECK_EQ(shown.status, 202);
  CHECK_EQ(shown.header("location"), "/v1/runs/" + told.start->spec.outcome.run);
  CHECK_EQ(shown.json["status"], "running");
  CHECK_EQ(shown.json["status_code"], "running");
  CHECK_EQ(shown.header("preference-applied"), "");
}

TEST_CASE("waiting: shows a run at once that nobody waits for") {
  Machine exchange = gateway().open({});
  const Told told = create(exchange, "/v1/images", "wait=0", R"({"prompt":"a fox"})");
  CHECK(told.start.has_value());
  CHECK_EQ(told.status, 202);
  CHECK_EQ(told.json["status"], "queued");
}

TEST_CASE("waiting: answers a Runflow client with its run in time") {
  Machine exchange = gateway().open({});
  const Told told = create(exchange, "/v1/models/flux-1-schnell/runs", "wait=5",
                           R"({"input":{"prompt":"a fox"}})");
  exchange.handle(Tick{}, {{6'000'000}, kStart.wall});
  const Told shown = drain(exchange);
  CHECK_EQ(shown.status, 200);
  CHECK_EQ(shown.json["id"], told.start->spec.outcome.run);
}

TEST_CASE("waiting: gives no run that can't be read later") {
  Machine exchange = gateway().open({});
  create(exchange, "/v1/models/flux-1-schnell/runs", "wait=5",
         R"({"input":{"prompt":"a fox","sync_mode":true}})");
  exchange.handle(Tick{}, {{6'000'000}, kStart.wall});
  CHECK_EQ(drain(exchange).status, 0);  // to the end, not for five seconds
  exchange.handle(Tick{}, {{121'000'000}, kStart.wall});
  const Told shown = drain(exchange);
  CHECK_EQ(shown.status, 504);
  CHECK_EQ(shown.json["error"]["code"], "upstream_timeout");
}

TEST_CASE("waiting: refuses sync_mode with a wait") {
  Script play;
  const Played done = play.post("/v1/images?wait=5", R"({"prompt":"a fox","sync_mode":true})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["error"]["faults"][0]["path"], "/sync_mode");
  CHECK_EQ(done.calls.size(), 0);
  CHECK_EQ(play.post("/v1/images?wait=soon", R"({"prompt":"a fox"})").status, 400);
}

TEST_CASE("waiting: keeps the own answer where the end comes in time") {
  Script play;
  const Played done = play.post("/v1/images", R"({"prompt":"a fox"})",
                                {{"content-type", "application/json"}, {"prefer", "wait=9"}});
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.header("preference-applied"), "wait=9");
  CHECK_FALSE(done.json.contains("status_code"));
  const Played read = play.get("/v1/runs/" + std::string(done.json["id"]), {{"prefer", "wait=9"}});
  CHECK_EQ(read.json["status_code"], "succeeded");
  CHECK_EQ(read.header("preference-applied"), "wait=9");
}
