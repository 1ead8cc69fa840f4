#include "exchange/run_list.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"
#include "dialects/list_query.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

// Ids of `count` runs, newest first.
std::vector<std::string> make_runs(Script& play, int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back(play.post("/v1/images", R"({"prompt":"a fox"})").json["id"]);
  std::sort(ids.rbegin(), ids.rend());
  return ids;
}

std::vector<std::string> ids_of(const Played& list) {
  std::vector<std::string> ids;
  for (const json::Tree& run : list.json["data"]) ids.push_back(run["id"]);
  return ids;
}

std::string parsed(const std::string& query) {
  RequestHead head;
  head.query = query;
  const Result<ListRuns> list = read_list(head);
  if (!list) return "!";
  return std::to_string(list->limit) + "|" + list->cursor + (list->backwards ? "<" : "") + "|" +
         list->state + "|" + list->model + "|" + list->client_ref;
}

}  // namespace

TEST_CASE("run list: pages forwards and back again") {
  Script play;
  const std::vector<std::string> ids = make_runs(play, 5);
  const Played first = play.get("/v1/runs?limit=2");
  CHECK_EQ(first.status, 200);
  CHECK_EQ(first.transcript, "query(run.older) respond(200)");
  CHECK(first.json["prev_pq"].is_null());
  const Played second = play.get("/v1/runs?limit=2&pq=" + std::string(first.json["next_pq"]));
  const Played third = play.get("/v1/runs?limit=2&pq=" + std::string(second.json["next_pq"]));
  CHECK(third.json["next_pq"].is_null());
  std::vector<std::string> seen = ids_of(first);
  for (const Played* page : {&second, &third}) {
    for (const std::string& id : ids_of(*page)) seen.push_back(id);
  }
  CHECK(seen == ids);
  const Played back = play.get("/v1/runs?limit=2&pq=" + std::string(third.json["prev_pq"]));
  CHECK(ids_of(back) == ids_of(second));
  const Played start = play.get("/v1/runs?limit=2&pq=" + std::string(back.json["prev_pq"]));
  CHECK(ids_of(start) == ids_of(first));
  CHECK(start.json["prev_pq"].is_null());
  CHECK_EQ(start.json["next_pq"], first.json["next_pq"]);
}

TEST_CASE("run list: ends where the runs end") {
  Script play;
  CHECK_EQ(play.get("/v1/runs").body, R"({"data":[],"next_pq":null,"prev_pq":null})");
  make_runs(play, 2);
  CHECK(play.get("/v1/runs?limit=2").json["next_pq"].is_null());
}

TEST_CASE("run list: shows runs without addresses of pictures") {
  Script play;
  const std::string id = make_runs(play, 1).front();
  const Played list = play.get("/v1/runs");
  const json::Tree& run = list.json["data"][0];
  CHECK_EQ(run["status_code"], "succeeded");
  CHECK_EQ(run["images"].size(), 1);
  CHECK(run["images"][0]["url"].is_null());
  CHECK(run["output"]["outputs"][0]["url"].is_null());
  CHECK_EQ(run["links"]["self"], "http://127.0.0.1:8080/v1/runs/" + id);
  CHECK_EQ(list.header("cache-control"), "no-store");
}

TEST_CASE("run list: filters by state, model and client_ref") {
  Script play;
  const std::string path = "/v1/models/black-forest-labs/flux-1-schnell/runs?wait";
  play.post(path, R"({"input":{"prompt":"a fox"},"client_ref":"r1"})");
  play.post(path, R"({"input":{"prompt":"a fox"},"client_ref":"r2"})");
  make_runs(play, 1);
  play.upstream({500, "text/plain", "no", "", true});
  play.post("/v1/images", R"({"prompt":"a fox"})");
  const auto count = [&](const std::string& query) {
    return play.get("/v1/runs?" + query).json["data"].size();
  };
  CHECK_EQ(count(""), 4);
  CHECK_EQ(count("client_ref=r2"), 1);
  CHECK_EQ(count("status_code=failed"), 1);
  CHECK_EQ(count("status_code=canceled"), 0);
  CHECK_EQ(count("model=black-forest-labs/flux-schnell"), 2);
  CHECK_EQ(count("model=none"), 0);
  CHECK_EQ(count("q=model_id:flux-1-schnell%20and%20client_ref:r1"), 1);
  CHECK_EQ(count("q=status_code:succeeded,model_id:flux-pro-v1-1-ultra"), 1);
}

TEST_CASE("run list: reads its query") {
  CHECK_EQ(parsed(""), "50||||");
  CHECK_EQ(parsed("limit=500&sort_by=created_at:desc&fields=id"), "500||||");
  CHECK_EQ(parsed("q=status_code:canceled+and+client_ref:a:b"), "50||canceled||a:b");
  const std::string next = page_cursor("0198a000-0000-7000-8000-000000000001", false);
  const std::string prev = page_cursor("0198a000-0000-7000-8000-000000000001", true);
  CHECK_EQ(parsed("pq=" + next), "50|0198a000-0000-7000-8000-000000000001|||");
  CHECK_EQ(parsed("pq=" + prev), "50|0198a000-0000-7000-8000-000000000001<|||");
  CHECK_EQ(parsed("from_prev=true&pq=" + next), "50|0198a000-0000-7000-8000-000000000001<|||");
  CHECK_EQ(parsed("from_prev=true"), "50||||");
}

TEST_CASE("run list: refuses a query that it can't read") {
  for (const std::string& query :
       {std::string("limit=0"), std::string("limit=501"), std::string("limit=x"),
        std::string("sort_by=created_at:asc"), std::string("pq=x"), std::string("pq=!!!"),
        "pq=" + to_base64url("x:0198"), "pq=" + to_base64url("n:"), "pq=" + to_base64url("n:zz"),
        "pq=" + std::string(4000, 'A'), std::string("q=status_code"), std::string("q=a:b"),
        std::string("q=status_code:"), std::string("q=client_ref:a,,"),
        std::string("status_code=dispatched")}) {
    CAPTURE(query);
    CHECK_EQ(parsed(query), "!");
  }
  Script play;
  const Played refused = play.get("/v1/runs?limit=0");
  CHECK_EQ(refused.status, 400);
  CHECK_EQ(refused.json["code"], "INVALID_REQUEST");
  CHECK_EQ(refused.json["error"]["code"], "invalid_request");
}

TEST_CASE("run list: says when the database can't answer") {
  Script play;
  play.database_fails();
  CHECK_EQ(play.get("/v1/runs").status, 503);
}

TEST_CASE("run list: shows the owner's runs only") {
  const Gateway gateway = std::move(*Gateway::load(""));
  Machine exchange = gateway.open({});
  RequestHead head;
  head.method = "GET";
  head.path = "/v1/runs";
  head.host = "localhost";
  exchange.handle(ClientHead{head, {}}, {});
  exchange.handle(ClientEnd{}, {});
  const Action action = exchange.poll();
  const auto* query = std::get_if<Query>(&action);
  REQUIRE(query != nullptr);
  CHECK_EQ(std::get<std::string>(query->batch.at(0).params.at(0)), "keyless");
  CHECK_EQ(std::get<std::int64_t>(query->batch.at(0).params.back()), 51);
}
