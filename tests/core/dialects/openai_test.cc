#include <doctest/doctest.h>

#include "base/text.h"
#include "support/script.h"

using namespace fluxweir;

namespace {
constexpr const char* kPath = "/v1/images/generations";
}

TEST_CASE("openai: answers base64 when nothing is asked") {
  Script play;
  const Played done = play.post(kPath, R"({"model":"flux-pro-v1-1-ultra","prompt":"a fox"})");
  REQUIRE_EQ(done.status, 200);
  CHECK_EQ(done.json["created"], 1'767'225'600);
  CHECK_EQ(done.json["data"][0]["b64_json"], to_base64(tiny_picture(Format::Jpeg, {2752, 1536})));
  CHECK_EQ(done.json["data"][0]["revised_prompt"], "a fox");
  CHECK_EQ(done.json["size"], "2752x1536");
  CHECK_FALSE(done.header("x-request-id").empty());
}

TEST_CASE("openai: answers URLs when asked") {
  Script play;
  const Played done = play.post(kPath, R"({"prompt":"a fox","n":2,"response_format":"url"})");
  REQUIRE_EQ(done.json["data"].size(), 2);
  CHECK_EQ(std::string(done.json["data"][1]["url"]).substr(0, 28), "http://127.0.0.1:8080/media/");
  CHECK_FALSE(done.json["data"][0].contains("b64_json"));
}

TEST_CASE("openai: maps size and aspect_ratio") {
  Script play;
  const Played square = play.post(kPath, R"({"prompt":"a fox","size":"1024x1024"})");
  CHECK_EQ(square.json["size"], "2048x2048");
  CHECK_EQ(square.json["fluxweir"]["adjustments"][0]["path"], "/size");
  CHECK_EQ(square.json["fluxweir"]["adjustments"][0]["to"], "1:1");
  CHECK_EQ(play.post(kPath, R"({"prompt":"a fox","size":"auto"})").json["size"], "2752x1536");
  CHECK_EQ(play.post(kPath, R"({"prompt":"a fox","aspect_ratio":"9:16"})").json["size"],
           "1536x2752");
  CHECK_EQ(play.post(kPath, R"({"model":"flux-pro-v1-1","prompt":"a fox","size":"1024x768"})")
               .json["size"],
           "1024x768");
}

TEST_CASE("openai: lists its fields that no FLUX model takes") {
  Script play;
  const Played done =
      play.post(kPath, R"({"prompt":"a fox","quality":"hd","style":"vivid","user":"u1"})");
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.json["fluxweir"]["adjustments"].size(), 3);
  CHECK_EQ(done.header("x-fluxweir-receipt"), "dropped=3, cost_micro_usd=0");
}

TEST_CASE("openai: puts four keys into every error") {
  Script play;
  struct Row {
    const char* body;
    int status;
    const char* param;
    const char* code;
  };
  for (const Row row :
       {Row{R"({"prompt":"x","n":5})", 400, "n", "invalid_value"},
        Row{R"({"prompt":"x","size":"7x7x7"})", 400, "size", "invalid_value"},
        Row{R"({"prompt":"x","response_format":"gif"})", 400, "response_format", "invalid_value"},
        Row{R"({"prompt":"x","stream":true})", 400, "stream", "invalid_value"},
        Row{R"({})", 400, "prompt", "invalid_value"},
        Row{R"({"prompt":"x","model":"dall-e-3"})", 404, "model", "model_not_found"},
        Row{"{", 400, nullptr, "invalid_json"}}) {
    CAPTURE(row.body);
    const Played done = play.post(kPath, row.body);
    CHECK_EQ(done.status, row.status);
    const json::Tree& error = done.json["error"];
    CHECK(error["message"].is_string());
    CHECK_EQ(error["type"], "invalid_request_error");
    CHECK_EQ(error["code"], row.code);
    if (row.param != nullptr) {
      CHECK_EQ(error["param"], row.param);
    } else {
      CHECK(error["param"].is_null());
    }
  }
}

TEST_CASE("openai: calls a refusal moderation_blocked") {
  Script play;
  play.upstream({200, "application/json", R"({"status":"Request Moderated"})", "", true});
  const Played done = play.post(kPath, R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 400);
  CHECK_EQ(done.json["error"]["type"], "image_generation_user_error");
  CHECK_EQ(done.json["error"]["code"], "moderation_blocked");
}

TEST_CASE("openai: keeps nothing with sync_mode") {
  Script play;
  const Played done =
      play.post(kPath, R"({"prompt":"a fox","sync_mode":true,"response_format":"url"})");
  CHECK_EQ(std::string(done.json["data"][0]["url"]).substr(0, 23), "data:image/jpeg;base64,");
  CHECK_EQ(play.stored_runs(), 0);
}
