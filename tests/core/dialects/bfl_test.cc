#include <doctest/doctest.h>

#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr const char* kUltra = "/v1/flux-pro-1.1-ultra";

// What get_result says of a task that was just made.
Played made_and_read(Script& play, const std::string& path, const std::string& body) {
  const Played made = play.post(path, body);
  REQUIRE_EQ(made.status, 200);
  return play.get("/v1/get_result?id=" + std::string(made.json["id"]));
}

}  // namespace

TEST_CASE("bfl: answers a create at once with an address to poll") {
  Script play;
  const Played made = play.post(kUltra, R"({"prompt":"a fox","seed":7})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.transcript.find("query(run.insert) start respond(200)"), 0);
  const std::string id = made.json["id"];
  CHECK_EQ(made.json["polling_url"], "http://127.0.0.1:8080/v1/get_result?id=" + id);
  CHECK_EQ(made.json["cost"], 0);  // the renderer's
  CHECK_EQ(made.json["output_mp"], 4.227);
  CHECK_EQ(made.json["input_mp"], 0);
  CHECK_EQ(made.json["fluxweir"]["list_micro_usd"], 60'000);
  Script named(R"({"public_url":"https://images.example.com"})");
  CHECK_EQ(std::string(named.post(kUltra, R"({"prompt":"x"})").json["polling_url"])
               .find("https://images.example.com/v1/get_result?id="),
           0);
}

TEST_CASE("bfl: serves its four paths and no others") {
  Script play;
  struct Row {
    const char* path;
    const char* model;
  };
  for (const Row row :
       {Row{kUltra, "flux-pro-v1-1-ultra"}, Row{"/v1/flux-pro-1.1", "flux-pro-v1-1"},
        Row{"/v1/flux-dev", "flux-1-dev"}, Row{"/v1/flux-schnell", "flux-1-schnell"}}) {
    CAPTURE(row.path);
    CHECK_EQ(play.post(row.path, R"({"prompt":"a fox"})").json["fluxweir"]["model"], row.model);
  }
  const Played unknown = play.post("/v1/flux-kontext", R"({"prompt":"a fox"})");
  CHECK_EQ(unknown.status, 404);
  CHECK(unknown.json["detail"].is_string());
  CHECK_EQ(unknown.json["fluxweir"]["code"], "model_not_found");
  CHECK_EQ(play.get(kUltra).status, 405);
}

TEST_CASE("bfl: reads a result with its picture") {
  Script play;
  const Played read = made_and_read(play, kUltra, R"({"prompt":"a fox","seed":7})");
  CHECK_EQ(read.status, 200);
  CHECK_EQ(read.json["status"], "Ready");
  CHECK(read.json["details"].is_null());
  CHECK(read.json["preview"].is_null());
  const json::Tree& result = read.json["result"];
  CHECK_EQ(std::string(result["sample"]).find("http://127.0.0.1:8080/media/"), 0);
  CHECK_EQ(result["prompt"], "a fox");
  CHECK_EQ(result["seed"], 7);
  CHECK_EQ(result["start_time"], 1'767'225'600);
  CHECK(result["duration"].is_number());
  CHECK_FALSE(result.contains("samples"));
  CHECK_EQ(read.json["fluxweir"]["run"], read.json["id"]);
}

TEST_CASE("bfl: lists more than one picture as samples") {
  Script play;
  const Played read = made_and_read(play, kUltra, R"({"prompt":"a fox","num_images":3})");
  CHECK_EQ(read.json["result"]["samples"].size(), 3);
  CHECK_EQ(read.json["result"]["samples"][0], read.json["result"]["sample"]);
  const Played made = play.post(kUltra, R"({"prompt":"a fox","num_images":3})");
  CHECK_EQ(made.json["output_mp"], 12.681);
}

TEST_CASE("bfl: calls moderation and failures a status") {
  struct Row {
    ScriptedReply reply;
    const char* status;
    const char* code;
  };
  for (const Row& row :
       {Row{{200, "application/json", R"({"status":"Request Moderated"})", "", true},
            "Request Moderated",
            "prompt_refused"},
        Row{{500, "text/plain", "no", "", true}, "Error", "upstream_failed"}}) {
    CAPTURE(row.status);
    Script play;
    play.upstream(row.reply);
    const Played read = made_and_read(play, kUltra, R"({"prompt":"a fox"})");
    CHECK_EQ(read.status, 200);
    CHECK_EQ(read.json["status"], row.status);
    CHECK_EQ(read.json["details"]["code"], row.code);
    CHECK(read.json["details"]["message"].is_string());
    CHECK(read.json["result"].is_null());
  }
}

TEST_CASE("bfl: says that a task is not found with its id") {
  Script play;
  const Played unknown = play.get("/v1/get_result?id=b7");
  CHECK_EQ(unknown.status, 404);
  CHECK_EQ(unknown.json["id"], "b7");
  CHECK_EQ(unknown.json["status"], "Task not found");
  CHECK(unknown.json["result"].is_null());
  const Played none = play.get("/v1/get_result");
  CHECK_EQ(none.status, 400);
  CHECK(none.json["detail"].is_string());
}

TEST_CASE("bfl: maps width and height") {
  Script play;
  const Played pro =
      play.post("/v1/flux-pro-1.1", R"({"prompt":"a fox","width":500,"height":640})");
  CHECK_EQ(pro.json["fluxweir"]["adjustments"].size(), 1);
  CHECK_EQ(pro.json["fluxweir"]["adjustments"][0]["path"], "/width");
  CHECK_EQ(pro.json["fluxweir"]["adjustments"][0]["to"], 512);
  const Played read = play.get("/v1/get_result?id=" + std::string(pro.json["id"]));
  CHECK_EQ(pro.json["output_mp"], 0.327);
  CHECK_EQ(read.json["status"], "Ready");
  CHECK_EQ(play.post("/v1/flux-dev", R"({"prompt":"a fox","width":512})").json["output_mp"], 0.393);
  const Played ultra = play.post(kUltra, R"({"prompt":"a fox","width":1024,"height":1024})");
  CHECK_EQ(ultra.json["output_mp"], 4.194);
  CHECK_EQ(ultra.json["fluxweir"]["adjustments"].size(), 2);
  CHECK_EQ(ultra.json["fluxweir"]["adjustments"][1]["path"], "/height");
  CHECK_EQ(ultra.json["fluxweir"]["adjustments"][1]["to"], "1:1");
}

TEST_CASE("bfl: takes its own names and ranges") {
  Script play;
  const Played dev = play.post(
      "/v1/flux-dev?receipt=full",
      R"({"prompt":"a fox","steps":30,"guidance":3,"safety_tolerance":0,"prompt_upsampling":true})");
  REQUIRE_EQ(dev.status, 200);
  std::string paths;
  for (const json::Tree& line : dev.json["fluxweir"]["adjustments"]) {
    CHECK_EQ(line["action"], "unchanged");
    paths += std::string(line["path"]) + " ";
  }
  for (const char* path : {"/steps ", "/guidance ", "/safety_tolerance ", "/prompt_upsampling "}) {
    CHECK_MESSAGE(paths.find(path) != std::string::npos, path);
  }
  CHECK_EQ(play.post(kUltra, R"({"prompt":"a fox","safety_tolerance":7})").status, 422);
  CHECK_EQ(play.post(kUltra, R"({"prompt":"a fox","output_format":"webp"})").status, 422);
}

TEST_CASE("bfl: takes a picture in bare base64") {
  Script play;
  const std::string jpeg = tiny_picture(Format::Jpeg, {640, 480});
  play.media({Media{BlobRef{"m0", jpeg.size(), BlobRef::As::Raw}, sniff(jpeg), true}});
  const char* body = R"({"prompt":"","image_prompt":"fluxweir-media:0;"})";
  CHECK_EQ(play.post(std::string(kUltra) + "?dry_run=1", body).status, 200);
  play.media({});
  CHECK_EQ(play.post(kUltra, body).status, 422);
  CHECK_EQ(play.post(kUltra, R"({"prompt":""})").status, 422);
}

TEST_CASE("bfl: lists faults as FastAPI does") {
  Script play;
  const Played done = play.post(
      kUltra,
      R"({"prompt":7,"webhook_url":"https://x.example","webhook_secret":"s","sync_mode":true,
                  "width":"a","height":0})");
  CHECK_EQ(done.status, 422);
  std::string places;
  for (const json::Tree& entry : done.json["detail"]) {
    CHECK_EQ(entry["loc"][0], "body");
    CHECK(entry["msg"].is_string());
    CHECK(entry["type"].is_string());
    places += std::string(entry["loc"][1]) + " ";
  }
  CHECK_EQ(places, "webhook_url webhook_secret sync_mode prompt width height ");
  CHECK_EQ(done.json["fluxweir"]["faults"].size(), 6);
  CHECK_EQ(play.post(kUltra, R"({"prompt":"a fox","webhook_url":null})").status, 200);
  CHECK_EQ(play.post(kUltra, "{").json["detail"].is_string(), true);
}

TEST_CASE("bfl: refuses what the screen refuses at once") {
  Script play;
  const Played done = play.post(kUltra, R"({"prompt":"a nude child"})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["detail"][0]["type"], "content_policy_violation");
  CHECK_EQ(done.json["fluxweir"]["code"], "prompt_refused");
}
