#include <doctest/doctest.h>

#include "base/text.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr const char* kUltra = "/v1/models/black-forest-labs/flux-pro-v1-1-ultra/runs";

Headers preferring(std::string preference) {
  return {{"content-type", "application/json"}, {"prefer", std::move(preference)}};
}

}  // namespace

TEST_CASE("runflow: answers a create at once with the queued run") {
  Script play;
  const Played made = play.post(
      kUltra,
      R"({"input":{"prompt":"a fox","seed":7},"metadata":{"order":["A-17",1.50]},"client_ref":"r1","callback_url":null})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["status_code"], "queued");
  CHECK_EQ(made.json["target_type"], "model");
  CHECK_EQ(made.json["model_id"], "flux-pro-v1-1-ultra");
  CHECK_EQ(made.json["input"], json::Tree::parse(R"({"prompt":"a fox","seed":7})"));
  CHECK(made.body.find(R"("metadata":{"order":["A-17",1.50]})") != std::string::npos);
  CHECK_EQ(made.json["client_ref"], "r1");
  CHECK(made.json["output"].is_null());
  CHECK(made.json["completed_at"].is_null());
  CHECK_EQ(made.json["cost"], "0.000000");
  const Played read = play.get("/v1/runs/" + std::string(made.json["id"]));
  CHECK_EQ(read.json["status_code"], "succeeded");
  CHECK_EQ(read.json["output"]["outputs"][0]["type"], "image");
  CHECK_EQ(read.json["metadata"], made.json["metadata"]);
}

TEST_CASE("runflow: waits when the client prefers it") {
  Script play;
  const Played done = play.post(kUltra, R"({"input":{"prompt":"a fox"}})", preferring("wait=30"));
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.json["status_code"], "succeeded");
  CHECK_EQ(done.header("preference-applied"), "wait=30");
  CHECK_EQ(done.json["output"]["image_urls"][0], done.json["output"]["outputs"][0]["url"]);
  play.upstream({500, "text/plain", "no", "", true});
  const Played failed = play.post(std::string(kUltra) + "?wait", R"({"input":{"prompt":"a fox"}})");
  CHECK_EQ(failed.status, 200);
  CHECK_EQ(failed.json["status_code"], "failed");
  CHECK_EQ(failed.json["failure_code"], "UPSTREAM_FAILED");
  CHECK_EQ(failed.json["failure_stage_code"], "generate");
  CHECK_EQ(failed.header("preference-applied"), "");
}

TEST_CASE("runflow: serves each model by its slugs") {
  Script play;
  struct Row {
    const char* slug;
    const char* model;
  };
  for (const Row row : {Row{"black-forest-labs/flux-1-1-pro-ultra", "flux-pro-v1-1-ultra"},
                        Row{"black-forest-labs/flux-pro-v1-1", "flux-pro-v1-1"},
                        Row{"black-forest-labs/flux-1-1-pro", "flux-pro-v1-1"},
                        Row{"black-forest-labs/flux-1-dev", "flux-1-dev"},
                        Row{"black-forest-labs/flux-1-schnell", "flux-1-schnell"},
                        Row{"flux-1-schnell", "flux-1-schnell"}}) {
    CAPTURE(row.slug);
    const Played made = play.post("/v1/models/" + std::string(row.slug) + "/runs",
                                  R"({"input":{"prompt":"a fox"}})");
    CHECK_EQ(made.json["model_id"], row.model);
  }
  const Played none = play.post("/v1/models/black-forest-labs/flux-pro/kontext/runs",
                                R"({"input":{"prompt":"x"}})");
  CHECK_EQ(none.status, 404);
  CHECK_EQ(none.json["code"], "MODEL_NOT_FOUND");
}

TEST_CASE("runflow: names every fault by field and path") {
  Script play;
  const Played done = play.post(
      kUltra,
      R"({"input":{"prompt":"","num_images":9},"metadata":[],"client_ref":"","callback_url":"https://x.example/hook"})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["code"], "INPUT_VALIDATION_FAILED");
  std::string fields;
  for (const json::Tree& entry : done.json["errors"]) fields += std::string(entry["field"]) + " ";
  CHECK_EQ(fields, "metadata client_ref callback_url input.prompt input.num_images ");
  CHECK_EQ(done.json["errors"][4]["path"], "/input/num_images");
  CHECK_EQ(done.json["errors"][4]["nearest"], 4);
  CHECK_EQ(done.json["errors"][4]["rule"], "maximum");
  CHECK(std::string(done.json["errors"][2]["allowed"]).find("Prefer: wait") != std::string::npos);
  CHECK_EQ(done.json["error"]["code"], "invalid_parameter");
  CHECK_EQ(done.json["error"]["faults"].size(), 5);
}

TEST_CASE("runflow: wants an input object") {
  Script play;
  for (const char* body : {R"({})", R"({"prompt":"a fox"})", R"({"input":"a fox"})"}) {
    CAPTURE(body);
    const Played done = play.post(kUltra, body);
    CHECK_EQ(done.status, 422);
    CHECK_EQ(done.json["errors"][0]["field"], "input");
  }
}

TEST_CASE("runflow: bounds what it echoes") {
  Script play;
  const auto with = [&](const std::string& members) {
    return play.post(kUltra, R"({"input":{"prompt":"a fox"},)" + members + "}").status;
  };
  const std::string edge(16 * 1024 - 8, 'x');  // {"a":""} around it
  CHECK_EQ(with(R"("metadata":{"a":")" + edge + "\"}"), 200);
  CHECK_EQ(with(R"("metadata":{"a":")" + edge + "x\"}"), 422);
  CHECK_EQ(with(R"("metadata":null,"client_ref":null)"), 200);
  CHECK_EQ(with(R"("client_ref":")" + std::string(255, 'x') + "\""), 200);
  CHECK_EQ(with(R"("client_ref":")" + std::string(256, 'x') + "\""), 422);
  CHECK_EQ(with(R"("client_ref":17)"), 422);
}

TEST_CASE("runflow: lists what it drops") {
  Script play;
  const Played made =
      play.post(kUltra, R"({"input":{"prompt":"a fox","x":1,"image_size":"square"},"flow":2})");
  std::string lines;
  for (const json::Tree& line : made.json["fluxweir"]["adjustments"])
    lines += std::string(line["action"]) + " " + std::string(line["path"]) + "; ";
  CHECK_EQ(lines, "mapped /input/image_size; dropped /input/x; dropped /flow; ");
}

TEST_CASE("runflow: takes width and height in its input") {
  Script play;
  const Played done = play.post("/v1/models/black-forest-labs/flux-1-1-pro/runs?wait",
                                R"({"input":{"prompt":"a fox","width":512,"height":256}})");
  CHECK_EQ(done.json["output"]["outputs"][0]["width"], 512);
  CHECK_EQ(done.json["output"]["outputs"][0]["height"], 256);
  CHECK_EQ(done.json["fluxweir"]["adjustments"].size(), 0);
}

TEST_CASE("runflow: answers sync_mode to a client that waits only") {
  Script play;
  const char* body = R"({"input":{"prompt":"a fox","sync_mode":true}})";
  for (const Headers& headers :
       {preferring("respond-async"), Headers{{"content-type", "application/json"}}}) {
    const Played refused = play.post(kUltra, body, headers);
    CHECK_EQ(refused.status, 422);
    CHECK_EQ(refused.json["errors"][0]["field"], "input.sync_mode");
    CHECK_EQ(refused.calls.size(), 0);
  }
  const Played done = play.post(kUltra, body, preferring("wait"));
  CHECK_EQ(done.header("preference-applied"), "wait");
  const std::string uri =
      "data:image/jpeg;base64," + to_base64(tiny_picture(Format::Jpeg, {2752, 1536}));
  CHECK_EQ(done.json["output"]["outputs"][0]["url"], uri);
  CHECK_EQ(done.body.find(uri), done.body.rfind(uri));  // once
  CHECK_EQ(play.stored_runs(), 0);
}

TEST_CASE("runflow: keeps no picture in the run's input") {
  Script play;
  const std::string png = tiny_picture(Format::Png, {64, 64});
  play.media({Media{BlobRef{"m0", png.size(), BlobRef::As::Raw}, sniff(png), true}});
  const Played made =
      play.post(kUltra, R"({"input":{"prompt":"a fox","image_url":"fluxweir-media:0;image/png"}})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["input"]["image_url"], "(a picture: image/png)");
}

TEST_CASE("runflow: shapes each error by its status") {
  Script play;
  const Played broken = play.post(kUltra, "{");
  CHECK_EQ(broken.status, 400);
  CHECK_EQ(broken.json["code"], "INVALID_JSON");
  CHECK(broken.json["errors"].is_null());
  CHECK_EQ(broken.json["error"]["code"], "invalid_json");
  const Played refused = play.post(kUltra, R"({"input":{"prompt":"a nude child"}})");
  CHECK_EQ(refused.status, 422);
  CHECK_EQ(refused.json["code"], "CONTENT_MODERATED");
  Script bare("", {.loopback = false});
  const Played none = bare.post(kUltra, R"({"input":{"prompt":"a fox"}})");
  CHECK_EQ(none.status, 503);
  CHECK_EQ(none.json["code"], "MODEL_UNAVAILABLE");
  CHECK_EQ(play.post(std::string(kUltra) + "?wait=soon", R"({"input":{"prompt":"x"}})").status,
           400);
}
