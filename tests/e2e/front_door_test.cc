// What the front door says to requests that make no picture, or not the one asked for.
#include <doctest/doctest.h>

#include "e2e/gateway_process.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

constexpr const char* kSmall =
    R"({"model":"flux-1-schnell","prompt":"a fox","image_size":"square","seed":7})";

const char* const kCreates[] = {"/v1/images", "/fal-ai/flux-pro/v1.1-ultra",
                                "/v1/images/generations"};

}  // namespace

TEST_CASE("e2e own: names several faults at once") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images", R"({"num_images":9,"raw":"x","seed":-1})");
  CHECK_EQ(answer.status, 422);
  CHECK_EQ(answer.json["error"]["code"], "invalid_parameter");
  CHECK_EQ(answer.json["error"]["faults"].size(), 4);
}

TEST_CASE("e2e fal: names several faults at once") {
  const HttpAnswer answer = shared_gateway().post("/fal-ai/flux-pro/v1.1-ultra",
                                                  R"({"num_images":9,"raw":"x","seed":-1})");
  CHECK_EQ(answer.status, 422);
  CHECK_EQ(answer.json["detail"].size(), 4);
  CHECK(answer.json["message"].is_string());
}

TEST_CASE("e2e openai: names the first of several faults") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images/generations", R"({"n":9,"raw":"x","prompt":"x"})");
  CHECK_EQ(answer.status, 400);
  CHECK_EQ(answer.json["error"].size(), 4);
  CHECK(std::string(answer.json["error"]["message"]).find("/n must be 1..4") != std::string::npos);
}

TEST_CASE("e2e: plans and prices a dry run in every dialect") {
  for (const char* path : kCreates) {
    CAPTURE(path);
    const HttpAnswer answer =
        shared_gateway().post(std::string(path) + "?dry_run=1", R"({"prompt":"a fox"})");
    CHECK_EQ(answer.status, 200);
    CHECK_EQ(answer.json["quote"]["list_micro_usd"], 60'000);
  }
}

TEST_CASE("e2e: takes dry run and strict as headers") {
  CHECK_EQ(shared_gateway()
               .post("/v1/images", R"({"prompt":"x"})", {{"x-fluxweir-dry-run", "1"}})
               .json["dry_run"],
           true);
  CHECK_EQ(shared_gateway()
               .post("/v1/images", R"({"prompt":"x","y":1})", {{"x-fluxweir-strict", "1"}})
               .status,
           422);
}

TEST_CASE("e2e: refuses adjustments in strict mode in every dialect") {
  for (const char* path : kCreates) {
    CAPTURE(path);
    const HttpAnswer answer = shared_gateway().post(std::string(path) + "?strict=1",
                                                    R"({"prompt":"a fox","colour":"red"})");
    CHECK(answer.status / 100 == 4);
    CHECK(answer.body.find("/colour") != std::string::npos);
  }
}

TEST_CASE("e2e: lists what it dropped") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images?dry_run=1", R"({"prompt":"a fox","colour":"red"})");
  CHECK_EQ(answer.json["fluxweir"]["adjustments"][0]["path"], "/colour");
  CHECK_EQ(answer.header("x-fluxweir-receipt"), "dropped=1, cost_micro_usd=0");
}

TEST_CASE("e2e own: refuses an unknown model") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images", R"({"model":"dall-e-3","prompt":"x"})");
  CHECK_EQ(answer.status, 404);
  CHECK_EQ(answer.json["error"]["code"], "model_not_found");
}

TEST_CASE("e2e fal: refuses an unknown model") {
  const HttpAnswer answer = shared_gateway().post("/fal-ai/stable-diffusion", R"({"prompt":"x"})");
  CHECK_EQ(answer.status, 404);
  CHECK(answer.json["detail"].is_string());
}

TEST_CASE("e2e openai: refuses an unknown model") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images/generations", R"({"model":"dall-e-3","prompt":"x"})");
  CHECK_EQ(answer.status, 404);
  CHECK_EQ(answer.json["error"]["code"], "model_not_found");
}

TEST_CASE("e2e: answers a wrong method with what is allowed") {
  for (const char* path : kCreates) {
    CAPTURE(path);
    const HttpAnswer answer = shared_gateway().get(path);
    CHECK_EQ(answer.status, 405);
    CHECK_EQ(answer.header("allow"), "POST");
  }
  CHECK_EQ(shared_gateway().send("DELETE", "/v1/models").status, 405);
}

TEST_CASE("e2e: wants application/json in every dialect") {
  for (const char* path : kCreates) {
    CAPTURE(path);
    CHECK_EQ(shared_gateway().send("POST", path, kSmall, {{"content-type", "text/plain"}}).status,
             415);
    CHECK_EQ(
        shared_gateway()
            .send("POST", path, kSmall, {{"content-type", "application/x-www-form-urlencoded"}})
            .status,
        415);
  }
}

TEST_CASE("e2e: refuses a foreign Origin in every dialect") {
  for (const char* path : kCreates) {
    CAPTURE(path);
    CHECK_EQ(shared_gateway().post(path, kSmall, {{"origin", "https://evil.example.com"}}).status,
             403);
    CHECK_EQ(shared_gateway().post(path, kSmall, {{"sec-fetch-site", "cross-site"}}).status, 403);
  }
}

TEST_CASE("e2e: refuses a rebound name that comes with an Origin") {
  CHECK_EQ(shared_gateway()
               .get("/v1/models", {{"host", "evil.example.com"}, {"origin", "http://localhost"}})
               .status,
           403);
}

TEST_CASE("e2e: lets a page of this machine in") {
  CHECK_EQ(shared_gateway().get("/v1/models", {{"origin", "http://localhost:3000"}}).status, 200);
}

TEST_CASE("e2e: refuses broken JSON in every dialect") {
  for (const char* path : kCreates) {
    for (const char* body : {"{", "{\"prompt\":\"x\",\"prompt\":\"y\"}", "{\"prompt\":\"\\ud800\"}",
                             "{\"prompt\":\"\xff\"}", ""}) {
      CAPTURE(path);
      CAPTURE(body);
      CHECK_EQ(shared_gateway().post(path, body).status, 400);
    }
  }
}

TEST_CASE("e2e: refuses a body over one MiB") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images", R"({"prompt":")" + std::string(1 << 20, 'x') + "\"}");
  CHECK_EQ(answer.status, 413);
}

TEST_CASE("e2e: refuses private addresses as image_url") {
  for (const char* url : {"http://127.0.0.1/a.jpg", "http://169.254.169.254/latest",
                          "http://2130706433/", "file:///etc/passwd"}) {
    CAPTURE(url);
    const HttpAnswer answer = shared_gateway().post(
        "/v1/images", R"({"prompt":"x","image_url":")" + std::string(url) + "\"}");
    CHECK_EQ(answer.status, 422);
    CHECK_EQ(answer.json["error"]["faults"][0]["rule"], "format");
  }
}

TEST_CASE("e2e own: reads a run again with its pictures") {
  const HttpAnswer made = shared_gateway().post("/v1/images", kSmall);
  const HttpAnswer read = shared_gateway().get("/v1/runs/" + std::string(made.json["id"]));
  CHECK_EQ(read.status, 200);
  CHECK_EQ(read.json["status"], "succeeded");
  CHECK_EQ(shared_gateway().get(target_of(read.json["images"][0]["url"])).status, 200);
  CHECK_EQ(shared_gateway().get("/v1/runs/none").status, 404);
}

TEST_CASE("e2e media: opens by its signed link only") {
  const HttpAnswer made = shared_gateway().post("/v1/images", kSmall);
  const std::string target = target_of(made.json["images"][0]["url"]);
  const HttpAnswer opened = shared_gateway().get(target);
  CHECK_EQ(opened.header("content-type"), "image/jpeg");
  CHECK_EQ(opened.header("cache-control"), "private");
  CHECK_EQ(shared_gateway().get(target.substr(0, target.find('?'))).status, 404);
  CHECK_EQ(shared_gateway().get(target.substr(0, target.size() - 3) + "AAA").status, 404);
  const HttpAnswer head = shared_gateway().send("HEAD", target);
  CHECK_EQ(head.status, 200);
  CHECK_EQ(head.header("content-length"), std::to_string(opened.body.size()));
}

TEST_CASE("e2e: shows models with every line of the card") {
  CHECK_EQ(shared_gateway().get("/v1/models").json["data"].size(), 4);
  const HttpAnswer ultra = shared_gateway().get("/v1/models/flux-pro-v1-1-ultra");
  for (const json::Tree& line : ultra.json["card"]) {
    CHECK_EQ(line["source"], "vendor");
    CHECK_EQ(line["date"], "2026-03-01");
  }
  CHECK(ultra.json["schema"]["properties"].contains("image_prompt_strength"));
}

TEST_CASE("e2e: describes itself in OpenAPI") {
  CHECK_EQ(shared_gateway().get("/openapi.json").json["openapi"], "3.1.0");
}

TEST_CASE("e2e: tells health, readiness and metrics") {
  CHECK_EQ(shared_gateway().get("/healthz").status, 200);
  CHECK_EQ(shared_gateway().get("/readyz").status, 200);
  shared_gateway().post("/v1/images", kSmall);
  shared_gateway().post("/v1/images", "{");
  const HttpAnswer metrics = shared_gateway().get("/metrics");
  CHECK_EQ(metrics.header("content-type").substr(0, 10), "text/plain");
  for (const char* name :
       {"fluxweir_requests_total{", "fluxweir_refusals_total{code=\"invalid_json\"}",
        "fluxweir_runs_total{", "fluxweir_request_duration_seconds_bucket{",
        "fluxweir_picture_bytes_total{"}) {
    CAPTURE(name);
    CHECK(metrics.body.find(name) != std::string::npos);
  }
}

TEST_CASE("e2e: has no path beside its own") {
  for (const char* path :
       {"/", "/v1", "/v1/images/", "/admin", "/v1/runs/", "/media/", "/fal-ai/"}) {
    CAPTURE(path);
    CHECK_EQ(shared_gateway().get(path).status / 100, 4);
  }
}
