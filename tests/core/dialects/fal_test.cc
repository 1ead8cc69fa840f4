#include <doctest/doctest.h>

#include "support/script.h"

using namespace fluxweir;

TEST_CASE("fal: answers in its own shape") {
  Script play;
  const Played done =
      play.post("/fal-ai/flux-pro/v1.1-ultra", R"({"prompt":"a fox","seed":7,"num_images":2})");
  REQUIRE_EQ(done.status, 200);
  CHECK_EQ(done.json["images"].size(), 2);
  CHECK_EQ(done.json["images"][0]["content_type"], "image/jpeg");
  CHECK_EQ(done.json["images"][0]["width"], 2752);
  CHECK_EQ(done.json["seed"], 7);
  CHECK_EQ(done.json["has_nsfw_concepts"], json::Tree::array({false, false}));
  CHECK_EQ(done.json["prompt"], "a fox");
  CHECK(done.json["timings"].contains("inference"));
  CHECK_EQ(done.json["fluxweir"]["run"], done.header("x-fal-request-id"));
}

TEST_CASE("fal: serves its four paths and no others") {
  Script play;
  struct Row {
    const char* path;
    const char* model;
  };
  for (const Row row :
       {Row{"/fal-ai/flux-pro/v1.1-ultra", "flux-pro-v1-1-ultra"},
        Row{"/fal-ai/flux-pro/v1.1", "flux-pro-v1-1"}, Row{"/fal-ai/flux/dev", "flux-1-dev"},
        Row{"/fal-ai/flux/schnell", "flux-1-schnell"}}) {
    CAPTURE(row.path);
    CHECK_EQ(play.post(row.path, R"({"prompt":"a fox"})").json["fluxweir"]["model"], row.model);
  }
  const Played unknown = play.post("/fal-ai/flux/unknown", R"({"prompt":"a fox"})");
  CHECK_EQ(unknown.status, 404);
  CHECK(unknown.json["detail"].is_string());
}

TEST_CASE("fal: lists faults as detail with string paths and a message") {
  Script play;
  const Played done =
      play.post("/fal-ai/flux-pro/v1.1-ultra", R"({"num_images":9,"safety_tolerance":0})");
  CHECK_EQ(done.status, 422);
  REQUIRE(done.json["detail"].is_array());
  CHECK_EQ(done.json["detail"].size(), 3);
  CHECK_EQ(done.json["detail"][0]["loc"], json::Tree::array({"body", "prompt"}));
  CHECK_EQ(done.json["detail"][0]["type"], "missing");
  CHECK_EQ(done.json["detail"][1]["type"], "less_than_equal");
  CHECK_EQ(done.json["detail"][1]["ctx"]["le"], 4);
  CHECK(done.json["message"].is_string());
  const Played nested =
      play.post("/fal-ai/flux-pro/v1.1", R"({"prompt":"x","image_size":{"width":1,"height":512}})");
  CHECK_EQ(nested.json["detail"][0]["loc"], json::Tree::array({"body", "image_size", "width"}));
}

TEST_CASE("fal: names a refused prompt a policy violation") {
  Script play;
  play.upstream({200, "application/json", R"({"status":"Request Moderated"})", "", true});
  const Played done = play.post("/fal-ai/flux-pro/v1.1-ultra", R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 422);
  CHECK_EQ(done.json["detail"][0]["type"], "content_policy_violation");
}

TEST_CASE("fal: tells platform errors by error_type") {
  Script play;
  play.upstream({200, "", "", "timeout", true});
  const Played done = play.post("/fal-ai/flux-pro/v1.1-ultra", R"({"prompt":"a fox"})");
  CHECK_EQ(done.status, 504);
  CHECK_EQ(done.json["error_type"], "request_timeout");
  CHECK_EQ(done.header("x-fal-error-type"), "request_timeout");
}

TEST_CASE("fal: spells a location's parts as the caller did") {
  Script play;
  const Played done =
      play.post("/fal-ai/flux-pro/v1.1-ultra?strict=1", R"({"prompt":"x","foo/b~ar":1})");
  CHECK_EQ(done.json["detail"][0]["loc"], json::Tree::array({"body", "foo/b~ar"}));
}
