#include <doctest/doctest.h>

#include "base/text.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

std::string target_of(const std::string& url) {
  return url.substr(std::string("http://127.0.0.1:8080").size());
}

}  // namespace

TEST_CASE("run: is read again with fresh links") {
  Script play;
  const Played made =
      play.post("/v1/images", R"({"prompt":"a fox","num_images":2,"image_size":"square"})");
  const Played read = play.get("/v1/runs/" + std::string(made.json["id"]));
  CHECK_EQ(read.transcript, "query(run.read) sign sign respond(200)");
  CHECK_EQ(read.json["images"], made.json["images"]);
  CHECK_EQ(read.json["fluxweir"], made.json["fluxweir"]);
  CHECK_EQ(play.get("/v1/runs/0198a000-0000-7000-8000-000000000001").status, 404);
}

TEST_CASE("run: shows a failure without being one") {
  Script play;
  play.upstream({500, "text/plain", "no", "", true});
  const Played made = play.post("/v1/images", R"({"prompt":"a fox"})");
  const Played read = play.get("/v1/runs/" + made.header("x-fluxweir-run"));
  CHECK_EQ(read.status, 200);
  CHECK_EQ(read.json["status"], "failed");
  CHECK_EQ(read.json["errors"][0]["code"], "upstream_failed");
  CHECK_EQ(read.json["fluxweir"]["cost_micro_usd"], 0);
}

TEST_CASE("run: is traced attempt by attempt") {
  Script play;
  const Played made = play.post("/v1/images", R"({"prompt":"a fox"})");
  const Played trace = play.get("/v1/runs/" + std::string(made.json["id"]) + "/trace");
  CHECK_EQ(trace.transcript, "query(run.read) respond(200)");
  CHECK_EQ(trace.json["run"], made.json["id"]);
  CHECK(trace.json["attempts"].is_array());
  const Played none = play.get("/v1/runs/0198a000-0000-7000-8000-000000000001/trace");
  CHECK_EQ(none.status, 404);
  CHECK_EQ(none.json["code"], "RUN_NOT_FOUND");
  CHECK_EQ(none.json["error"]["code"], "run_not_found");
}

TEST_CASE("hook: takes any body and a signed path only") {
  Script play;
  const std::string sig = to_base64url(std::string(32, 'm'));
  const std::string run = "/hooks/bfl/0198a000-0000-7000-8000-000000000001/";
  struct Row {
    const char* body;
    const char* id;
  };
  for (const Row row : {Row{R"({"id":"b7","status":"Ready"})", "b7"}, Row{R"({"id":7})", ""},
                        Row{"[1]", ""}, Row{"", ""}, Row{"{", ""}}) {
    CAPTURE(row.body);
    const Played done = play.post(run + "0.1." + sig, row.body, {});
    CHECK_EQ(done.transcript, "sign respond(200)");
    CHECK(done.nudges == std::vector<std::string>{row.id});
  }
  for (const std::string& path : {run + "0.1.x", run + "0.1." + sig + "x"}) {
    const Played forged = play.post(path, "{}", {});
    CHECK_EQ(forged.status, 404);
    CHECK(forged.nudges.empty());
  }
  for (const char* path : {"/hooks/bfl", "/hooks/bfl/x", "/hooks/bfl/x/0", "/hooks/bfl/x/0.0.s"})
    CHECK_EQ(play.post(path, "{}", {}).status, 404);
  CHECK_EQ(play.get(run + "0.1." + sig).status, 405);
}

TEST_CASE("media: opens by its signed link only") {
  Script play;
  const Played made = play.post("/v1/images", R"({"prompt":"a fox"})");
  const std::string target = target_of(made.json["images"][0]["url"]);
  const Played opened = play.get(target, {{"sec-fetch-site", "cross-site"}});
  CHECK_EQ(opened.transcript, "sign get respond(200)");
  CHECK_EQ(opened.body, tiny_picture(Format::Jpeg, {2752, 1536}));
  CHECK_EQ(opened.header("content-type"), "image/jpeg");
  CHECK_EQ(opened.header("content-security-policy"), "default-src 'none'; sandbox");
  CHECK_EQ(opened.header("x-content-type-options"), "nosniff");
  const std::string path = target.substr(0, target.find('?'));
  const std::string query = target.substr(target.find('?') + 1);
  for (const std::string& bad :
       {path, path + "?" + query + "x", path + "?" + query + "&exp=1", path + "?" + query + "&w=1",
        "/media/other/0.jpg?" + query.substr(0, query.size() - 2) + "AA"}) {
    CAPTURE(bad);
    CHECK_EQ(play.get(bad).status, 404);
  }
  CHECK_EQ(play.get(path + "?exp=1767225599&kid=k1&sig=x").status, 410);
}

TEST_CASE("service: lists and shows models") {
  Script play;
  const Played list = play.get("/v1/models");
  CHECK_EQ(list.json["object"], "list");
  CHECK_EQ(list.json["data"].size(), 4);
  const Played ultra = play.get("/v1/models/black-forest-labs/flux-1-1-pro-ultra");
  CHECK_EQ(ultra.json["id"], "flux-pro-v1-1-ultra");
  CHECK_EQ(ultra.json["parameters"].size(), 11);
  CHECK_EQ(ultra.json["capabilities"]["image_size"], false);
  CHECK(ultra.json["card"].size() >= 20);
  for (const json::Tree& line : ultra.json["card"]) CHECK_EQ(line["source"], "vendor");
  CHECK_EQ(play.get("/v1/models/none").status, 404);
}

TEST_CASE("service: is ready when something can serve") {
  Script play;
  CHECK_EQ(play.get("/healthz").json["status"], "ok");
  CHECK_EQ(play.get("/readyz").status, 200);
  Script bare("", {.loopback = false});
  CHECK_EQ(bare.get("/readyz").status, 503);
  CHECK_EQ(bare.get("/readyz").json["error"]["code"], "no_provider");
  CHECK_EQ(bare.post("/v1/images", R"({"prompt":"a fox"})").json["error"]["code"], "no_provider");
}

TEST_CASE("service: describes every route in OpenAPI") {
  Script play;
  const Played document = play.get("/openapi.json");
  CHECK_EQ(document.json["openapi"], "3.1.0");
  CHECK(document.json["paths"]["/v1/images"].contains("post"));
  CHECK(document.json["paths"]["/v1/models/{path}"].contains("get"));
  CHECK(document.json["paths"]["/v1/models/{path}/runs"].contains("post"));
  CHECK(document.json["paths"]["/v1/runs/{path}"].contains("get"));
  CHECK(document.json["paths"]["/v1/runs/{path}/trace"].contains("get"));
  CHECK_EQ(document.json["components"]["schemas"].size(), 4);
}

TEST_CASE("service: answers HEAD with a length and no body") {
  Script play;
  RequestHead head;
  head.method = "HEAD";
  head.path = "/healthz";
  head.host = "localhost";
  const Played done = play.request(head, "");
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.header("content-length"), "15");
  CHECK_EQ(done.body, "");
}

TEST_CASE("run: shows a picture that was not kept without an address") {
  Script play;
  play.keeps_pictures(false);
  const Played made = play.post("/v1/images", R"({"prompt":"a fox"})");
  const Played read = play.get("/v1/runs/" + std::string(made.json["id"]));
  CHECK_EQ(read.status, 200);
  CHECK(read.json["images"][0]["url"].is_null());
}

TEST_CASE("media: calls the farthest expiry no overflow") {
  Script play;
  CHECK_EQ(play.get("/media/x/0.jpg?exp=9223372036854775807&kid=k1&sig=a").status, 404);
}
