// Pictures through the front door: sizes, formats, counts, seeds, references.
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <set>

#include "base/text.h"
#include "e2e/gateway_process.h"
#include "image/sniff.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

// A body for the quickest model: 512x512.
std::string small(std::string_view members = "") {
  return R"({"model":"flux-1-schnell","prompt":"a red fox in the snow","image_size":"square","seed":7)" +
         std::string(members) + "}";
}

std::string download(const json::Tree& image) {
  const HttpAnswer answer = shared_gateway().get(target_of(image["url"]));
  REQUIRE_EQ(answer.status, 200);
  return answer.body;
}

// Decodes with djpeg or pngcheck; true when they accept it.
bool is_clean(const std::string& bytes, bool png) {
  const std::string path =
      std::string(FLUXWEIR_BINARY_DIR) + "/e2e-picture" + (png ? ".png" : ".jpg");
  std::ofstream(path, std::ios::binary) << bytes;
  return run((png ? "pngcheck -q " : "djpeg -outfile /dev/null ") + path) == 0;
}

Size size_of(const std::string& bytes) { return sniff(bytes).size.value_or(Size{}); }

}  // namespace

TEST_CASE("e2e own: makes an Ultra picture of 2752x1536") {
  const HttpAnswer made = shared_gateway().post(
      "/v1/images", R"({"model":"flux-pro-v1-1-ultra","prompt":"a lighthouse at dusk"})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["fluxweir"]["list_micro_usd"], 60'000);
  CHECK_EQ(made.header("x-fluxweir-demo"), "renderer");
  const std::string bytes = download(made.json["images"][0]);
  CHECK(size_of(bytes) == Size{2752, 1536});
  CHECK(is_clean(bytes, false));
  CHECK_EQ(made.json["images"][0]["bytes"], bytes.size());
}

TEST_CASE("e2e fal: makes an Ultra picture") {
  const HttpAnswer made = shared_gateway().post("/fal-ai/flux-pro/v1.1-ultra",
                                                R"({"prompt":"a lighthouse at dusk","seed":3})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["seed"], 3);
  CHECK(size_of(download(made.json["images"][0])) == Size{2752, 1536});
}

TEST_CASE("e2e openai: makes an Ultra picture in base64") {
  const HttpAnswer made =
      shared_gateway().post("/v1/images/generations",
                            R"({"model":"flux-pro-v1-1-ultra","prompt":"a lighthouse at dusk"})");
  REQUIRE_EQ(made.status, 200);
  const auto bytes = from_base64(std::string(made.json["data"][0]["b64_json"]));
  REQUIRE(bytes.has_value());
  CHECK(size_of(*bytes) == Size{2752, 1536});
}

TEST_CASE("e2e own: makes every published ratio in its true size") {
  struct Row {
    const char* ratio;
    Size size;
  };
  for (const Row row :
       {Row{"21:9", {3136, 1344}}, Row{"16:9", {2752, 1536}}, Row{"3:2", {2496, 1664}},
        Row{"4:3", {2368, 1792}}, Row{"1:1", {2048, 2048}}, Row{"3:4", {1792, 2368}},
        Row{"2:3", {1664, 2496}}, Row{"9:16", {1536, 2752}}, Row{"9:21", {1344, 3136}}}) {
    CAPTURE(row.ratio);
    const HttpAnswer made =
        shared_gateway().post("/v1/images", R"({"prompt":"a quiet sea","seed":1,"aspect_ratio":")" +
                                                std::string(row.ratio) + "\"}");
    REQUIRE_EQ(made.status, 200);
    CHECK(size_of(download(made.json["images"][0])) == row.size);
  }
}

TEST_CASE("e2e own: makes every preset of image_size") {
  struct Row {
    const char* name;
    Size size;
  };
  for (const Row row : {Row{"square_hd", {1024, 1024}}, Row{"square", {512, 512}},
                        Row{"portrait_4_3", {768, 1024}}, Row{"portrait_16_9", {576, 1024}},
                        Row{"landscape_4_3", {1024, 768}}, Row{"landscape_16_9", {1024, 576}}}) {
    CAPTURE(row.name);
    const HttpAnswer made = shared_gateway().post(
        "/v1/images", R"({"model":"flux-pro-v1-1","prompt":"a quiet sea","image_size":")" +
                          std::string(row.name) + "\"}");
    REQUIRE_EQ(made.status, 200);
    CHECK(size_of(download(made.json["images"][0])) == row.size);
  }
}

TEST_CASE("e2e own: makes the extreme sizes of image_size") {
  for (const char* size : {"256x1440", "1440x256", "256x256"}) {
    CAPTURE(size);
    const HttpAnswer made = shared_gateway().post(
        "/v1/images", R"({"model":"flux-1-dev","prompt":"a quiet sea","image_size":")" +
                          std::string(size) + "\"}");
    REQUIRE_EQ(made.status, 200);
    const Size got = size_of(download(made.json["images"][0]));
    CHECK_EQ(std::to_string(got.width) + "x" + std::to_string(got.height), size);
  }
}

TEST_CASE("e2e: gives the same picture through every dialect") {
  const HttpAnswer own = shared_gateway().post("/v1/images", small());
  const HttpAnswer fal =
      shared_gateway().post("/fal-ai/flux/schnell",
                            R"({"prompt":"a red fox in the snow","image_size":"square","seed":7})");
  const HttpAnswer openai =
      shared_gateway().post("/v1/images/generations", small(R"(,"response_format":"b64_json")"));
  const std::string bytes = download(own.json["images"][0]);
  CHECK(download(fal.json["images"][0]) == bytes);
  CHECK(from_base64(std::string(openai.json["data"][0]["b64_json"])) == bytes);
  CHECK_EQ(own.json["fluxweir"]["list_micro_usd"], fal.json["fluxweir"]["list_micro_usd"]);
  CHECK_EQ(own.json["fluxweir"]["list_micro_usd"], openai.json["fluxweir"]["list_micro_usd"]);
}

TEST_CASE("e2e own: makes PNG when asked") {
  const HttpAnswer made = shared_gateway().post("/v1/images", small(R"(,"output_format":"png")"));
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["images"][0]["content_type"], "image/png");
  const std::string bytes = download(made.json["images"][0]);
  CHECK(sniff(bytes).kind == PictureKind::Png);
  CHECK(is_clean(bytes, true));
}

TEST_CASE("e2e own: makes four different pictures") {
  const HttpAnswer made = shared_gateway().post("/v1/images", small(R"(,"num_images":4)"));
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["fluxweir"]["seeds"], json::Tree::array({7, 8, 9, 10}));
  std::set<std::string> pictures;
  for (const json::Tree& image : made.json["images"]) pictures.insert(download(image));
  CHECK_EQ(pictures.size(), 4);
}

TEST_CASE("e2e fal: makes four pictures") {
  const HttpAnswer made =
      shared_gateway().post("/fal-ai/flux/schnell",
                            R"({"prompt":"a fox","image_size":"square","num_images":4,"seed":1})");
  CHECK_EQ(made.json["images"].size(), 4);
  CHECK_EQ(made.json["has_nsfw_concepts"].size(), 4);
}

TEST_CASE("e2e openai: makes four pictures") {
  const HttpAnswer made =
      shared_gateway().post("/v1/images/generations", small(R"(,"n":4,"size":"512x512")"));
  CHECK_EQ(made.json["data"].size(), 4);
}

TEST_CASE("e2e own: repeats a picture for its seed") {
  const HttpAnswer one = shared_gateway().post("/v1/images", small());
  const HttpAnswer two = shared_gateway().post("/v1/images", small());
  CHECK_NE(one.json["id"], two.json["id"]);
  CHECK(download(one.json["images"][0]) == download(two.json["images"][0]));
}

TEST_CASE("e2e own: chooses another seed each time") {
  const std::string body = R"({"model":"flux-1-schnell","prompt":"a fox","image_size":"square"})";
  CHECK_NE(shared_gateway().post("/v1/images", body).json["fluxweir"]["seeds"],
           shared_gateway().post("/v1/images", body).json["fluxweir"]["seeds"]);
}

TEST_CASE("e2e own: takes the largest seed and refuses the next") {
  const std::string body =
      R"({"model":"flux-1-schnell","prompt":"a fox","image_size":"square","seed":)";
  const HttpAnswer most = shared_gateway().post("/v1/images", body + "9007199254740991}");
  CHECK_EQ(most.json["images"][0]["seed"], 9'007'199'254'740'991);
  CHECK_EQ(shared_gateway().post("/v1/images", body + "9007199254740992}").status, 422);
}

TEST_CASE("e2e own: paints raw another way") {
  const std::string body =
      R"({"prompt":"a red fox in the snow","seed":7,"aspect_ratio":"1:1","raw":)";
  const HttpAnswer raw = shared_gateway().post("/v1/images", body + "true}");
  const HttpAnswer processed = shared_gateway().post("/v1/images", body + "false}");
  CHECK(download(raw.json["images"][0]) != download(processed.json["images"][0]));
}

TEST_CASE("e2e own: inlines everything with sync_mode and keeps nothing") {
  const HttpAnswer made =
      shared_gateway().post("/v1/images", small(R"(,"sync_mode":true,"num_images":2)"));
  REQUIRE_EQ(made.status, 200);
  const std::string uri = made.json["images"][1]["url"];
  CHECK_EQ(uri.substr(0, 23), "data:image/jpeg;base64,");
  CHECK(size_of(from_base64(uri.substr(23)).value_or("")) == Size{512, 512});
  CHECK_EQ(shared_gateway().get("/v1/runs/" + std::string(made.json["id"])).status, 404);
}

TEST_CASE("e2e fal: inlines everything with sync_mode") {
  const HttpAnswer made = shared_gateway().post(
      "/fal-ai/flux/schnell", R"({"prompt":"a fox","image_size":"square","sync_mode":true})");
  CHECK_EQ(std::string(made.json["images"][0]["url"]).substr(0, 23), "data:image/jpeg;base64,");
}

TEST_CASE("e2e own: enhances the prompt and shows it") {
  const HttpAnswer made = shared_gateway().post("/v1/images", small(R"(,"enhance_prompt":true)"));
  const std::string final_prompt = made.json["fluxweir"]["prompt"]["final"];
  CHECK_EQ(final_prompt.substr(0, 21), "a red fox in the snow");
  CHECK(made.json["fluxweir"]["prompt"]["added"].size() >= 2);
}

TEST_CASE("e2e own: blends a reference picture from a data URI in") {
  const HttpAnswer made = shared_gateway().post("/v1/images", small(R"(,"output_format":"png")"));
  const std::string uri = "data:image/png;base64," + to_base64(download(made.json["images"][0]));
  const auto with = [&](const std::string& image, const char* strength) {
    return shared_gateway().post(
        "/v1/images", R"({"prompt":"a blue night","seed":1,"aspect_ratio":"1:1","image_url":")" +
                          image + R"(","image_prompt_strength":)" + strength + "}");
  };
  const HttpAnswer none = shared_gateway().post(
      "/v1/images", R"({"prompt":"a blue night","seed":1,"aspect_ratio":"1:1"})");
  const HttpAnswer half = with(uri, "0.5");
  REQUIRE_EQ(half.status, 200);
  CHECK(download(half.json["images"][0]) != download(none.json["images"][0]));
  CHECK(download(with(uri, "0").json["images"][0]) == download(none.json["images"][0]));
}

TEST_CASE("e2e own: takes a data URI far beyond the body limit") {
  // 1200x1200 of noise: a PNG of about 4 MB, six in base64.
  const std::string path = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-noise.ppm";
  std::string ppm = "P6 1200 1200 255\n";
  std::uint32_t state = 1;
  for (int i = 0; i < 1200 * 1200 * 3; ++i) {
    state = state * 1664525 + 1013904223;
    ppm.push_back(static_cast<char>(state >> 24));
  }
  std::ofstream(path, std::ios::binary) << ppm;
  REQUIRE_EQ(run("cjpeg -quality 100 -sample 1x1 -outfile " + path + ".jpg " + path), 0);
  std::ifstream file(path + ".jpg", std::ios::binary);
  const std::string jpeg((std::istreambuf_iterator<char>(file)), {});
  REQUIRE(jpeg.size() > 2'000'000);
  const HttpAnswer made = shared_gateway().post(
      "/v1/images",
      R"({"prompt":"a fox","aspect_ratio":"1:1","image_url":"data:image/jpeg;base64,)" +
          to_base64(jpeg) + "\"}");
  CHECK_EQ(made.status, 200);
}

TEST_CASE("e2e own: refuses a data URI that is no picture") {
  for (const char* uri : {"data:image/png;base64,aGVsbG8=", "data:image/png;base64,####",
                          "data:image/gif;base64,R0lGODlh"}) {
    CAPTURE(uri);
    const HttpAnswer answer = shared_gateway().post(
        "/v1/images", R"({"prompt":"a fox","image_url":")" + std::string(uri) + "\"}");
    CHECK_EQ(answer.status, 422);
    CHECK_EQ(answer.json["error"]["faults"][0]["path"], "/image_url");
  }
}

TEST_CASE("e2e own: refuses a picture that can't be decoded") {
  HttpAnswer made = shared_gateway().post("/v1/images", small(R"(,"output_format":"png")"));
  const std::string half = download(made.json["images"][0]).substr(0, 5000);
  const HttpAnswer answer = shared_gateway().post(
      "/v1/images",
      R"({"prompt":"a fox","aspect_ratio":"1:1","image_url":"data:image/png;base64,)" +
          to_base64(half) + "\"}");
  CHECK_EQ(answer.status, 422);
}

TEST_CASE("e2e own: refuses a prompt past the safety tolerance") {
  const HttpAnswer answer =
      shared_gateway().post("/v1/images", R"({"prompt":"gore everywhere","safety_tolerance":1})");
  CHECK_EQ(answer.status, 422);
  CHECK_EQ(answer.json["error"]["code"], "prompt_refused");
}
