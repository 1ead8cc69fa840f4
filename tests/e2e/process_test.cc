// The process itself: start, stop, settings, logs, disk, the command line.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "e2e/gateway_process.h"
#include "image/sniff.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

constexpr const char* kSmall =
    R"({"model":"flux-1-schnell","prompt":"a canary in a mine","image_size":"square","seed":7})";

std::string scratch_folder() {
  std::string path = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-XXXXXX";
  REQUIRE(::mkdtemp(path.data()) != nullptr);
  return path;
}

std::string write_file(const std::string& path, std::string_view text) {
  std::ofstream(path) << text;
  return path;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

}  // namespace

TEST_CASE("e2e process: ends with 0 on SIGTERM") {
  GatewayProcess gateway;
  CHECK_EQ(gateway.get("/healthz").status, 200);
  CHECK_EQ(gateway.stop(), 0);
}

TEST_CASE("e2e process: logs one JSON line a request, without prompts") {
  GatewayProcess gateway;
  gateway.post("/v1/images", kSmall,
               {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
                {"authorization", "Bearer canary-key"}});
  gateway.stop();
  const std::string log = gateway.log();
  CHECK(log.find("canary") == std::string::npos);
  CHECK(log.find("4bf92f3577b34da6a3ce929d0e0e4736") != std::string::npos);
  std::size_t lines = 0;
  for (std::size_t at = log.find("\"msg\":\"request\""); at != std::string::npos;
       at = log.find("\"msg\":\"request\"", at + 1)) {
    ++lines;
  }
  CHECK_EQ(lines, 1);
}

TEST_CASE("e2e process: keeps runs and pictures in its data folder") {
  const std::string folder = scratch_folder();
  std::string id;
  std::string bytes;
  {
    GatewayProcess gateway({"--data", folder});
    const HttpAnswer made = gateway.post("/v1/images", kSmall);
    REQUIRE_EQ(made.status, 200);
    id = made.json["id"];
    bytes = gateway.get(target_of(made.json["images"][0]["url"])).body;
    CHECK_EQ(gateway.stop(), 0);
  }
  GatewayProcess again({"--data", folder});
  const HttpAnswer read = again.get("/v1/runs/" + id);
  REQUIRE_EQ(read.status, 200);
  CHECK(again.get(target_of(read.json["images"][0]["url"])).body == bytes);
}

TEST_CASE("e2e process: refuses an address off loopback") {
  std::string out;
  CHECK_NE(run(binary() + " serve --listen 0.0.0.0:0", &out), 0);
  CHECK(out.find("--open") != std::string::npos);
  CHECK_NE(run(binary() + " serve --listen 0.0.0.0:0 --open", &out), 0);
  CHECK(out.find("--public-url") != std::string::npos);
}

TEST_CASE("e2e process: serves a catalogue of the operator's own") {
  const std::string models =
      write_file(scratch_folder() + "/models.json",
                 R"({"models":[{"id":"pond-1","price":{"micro_usd":5,"per":"image"},
      "sizing":{"by":"aspect_ratio","side":512,"step":16},
      "parameters":{"prompt":{"min_length":1,"max_length":50},"aspect_ratio":{"default":"1:1"},
                    "output_format":{"choices":["jpeg"],"default":"jpeg"}}}]})");
  GatewayProcess gateway({"--models", models});
  const HttpAnswer made = gateway.post("/v1/images", R"({"model":"pond-1","prompt":"a fox"})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["images"][0]["width"], 512);
  CHECK_EQ(made.json["fluxweir"]["list_micro_usd"], 5);
  CHECK_EQ(gateway.post("/v1/images", R"({"model":"flux-1-dev","prompt":"a fox"})").status, 404);
}

TEST_CASE("e2e process: is not ready off loopback without a provider") {
  GatewayProcess gateway(
      {"--listen", "0.0.0.0:0", "--open", "--public-url", "http://images.test:1"});
  CHECK_EQ(gateway.get("/readyz").status, 503);
  CHECK_EQ(gateway.post("/v1/images", kSmall).status, 503);
  GatewayProcess painter(
      {"--listen", "0.0.0.0:0", "--open", "--renderer", "--public-url", "http://images.test:1/"});
  CHECK_EQ(painter.get("/readyz").status, 200);
  const HttpAnswer made = painter.post("/v1/images", kSmall);
  CHECK_EQ(std::string(made.json["images"][0]["url"]).substr(0, 27), "http://images.test:1/media/");
}

TEST_CASE("e2e process: pins ids and seeds for tests") {
  const std::string config =
      write_file(scratch_folder() + "/c.json", R"({"test":{"seed":5,"wall_ms":1767225600000}})");
  const auto answer = [&] {
    GatewayProcess gateway({"--config", config, "--threads", "1"});
    return gateway.post("/v1/images?dry_run=1", kSmall).body;
  };
  const std::string first = answer();
  CHECK_EQ(answer(), first);
}

TEST_CASE("e2e process: check-config names every fault with its pointer") {
  const std::string folder = scratch_folder();
  std::string out;
  CHECK_EQ(run(binary() + " check-config " +
                   write_file(folder + "/good.json", R"({"retention":{"hours":1}})"),
               &out),
           0);
  CHECK_NE(
      run(binary() + " check-config " +
              write_file(folder + "/bad.json", R"({"retension":{},"media":{"url_lifetime_s":0}})"),
          &out),
      0);
  CHECK(out.find("/retension") != std::string::npos);
  CHECK(out.find("/media/url_lifetime_s") != std::string::npos);
  CHECK_NE(run(binary() + " serve --config " + folder + "/bad.json", &out), 0);
  CHECK_NE(run(binary() + " check-config " + folder + "/none.json", &out), 0);
}

TEST_CASE("e2e generate: writes a picture to a file") {
  const std::string folder = scratch_folder();
  std::string out;
  REQUIRE_EQ(
      run(binary() +
              " generate 'a red fox' --model flux-1-schnell --image-size square --seed 7 -o " +
              folder + "/fox.jpg",
          &out),
      0);
  CHECK(sniff(read_file(folder + "/fox.jpg")).size == Size{512, 512});
  CHECK(out.find(folder + "/fox.jpg") != std::string::npos);
}

TEST_CASE("e2e generate: makes the same picture as the front API") {
  const std::string folder = scratch_folder();
  REQUIRE_EQ(
      run(binary() +
          " generate 'a canary in a mine' --model flux-1-schnell --image-size square --seed 7 -o " +
          folder + "/c.jpg"),
      0);
  const HttpAnswer made = shared_gateway().post("/v1/images", kSmall);
  CHECK(read_file(folder + "/c.jpg") ==
        shared_gateway().get(target_of(made.json["images"][0]["url"])).body);
}

TEST_CASE("e2e generate: numbers several pictures and answers in JSON") {
  const std::string folder = scratch_folder();
  std::string out;
  REQUIRE_EQ(
      run(binary() +
              " generate fox --model flux-1-schnell --image-size square --num-images 2 --json -o " +
              folder + "/f.png" + " --output-format png 2>/dev/null",
          &out),
      0);
  const json::Tree tree = json::Tree::parse(out, nullptr, false);
  REQUIRE(tree.is_object());
  CHECK_EQ(tree["images"].size(), 2);
  CHECK(sniff(read_file(folder + "/f-1.png")).kind == PictureKind::Png);
  CHECK(sniff(read_file(folder + "/f-2.png")).kind == PictureKind::Png);
}

TEST_CASE("e2e generate: names faults and exits with 2") {
  std::string out;
  CHECK_EQ(run(binary() + " generate fox --num-images 9 --dry-run", &out), 2);
  CHECK(out.find("num_images must be 1..4") != std::string::npos);
}

TEST_CASE("e2e models: shows the list and one card") {
  std::string out;
  CHECK_EQ(run(binary() + " models", &out), 0);
  CHECK(out.find("flux-1-schnell") != std::string::npos);
  CHECK_EQ(run(binary() + " models flux-pro-v1-1-ultra", &out), 0);
  for (const char* word :
       {"12 billion", "$0.06", "Cold Start", "image_prompt_strength", "2026-03-01"}) {
    CAPTURE(word);
    CHECK(out.find(word) != std::string::npos);
  }
  CHECK_NE(run(binary() + " models nope", &out), 0);
}

TEST_CASE("e2e readme: holds the parameter table that the binary makes") {
  std::string out;
  REQUIRE_EQ(run(binary() + " models flux-pro-v1-1-ultra --markdown", &out), 0);
  CHECK(read_file(std::string(FLUXWEIR_SOURCE_DIR) + "/README.md").find(out) != std::string::npos);
}

TEST_CASE("e2e cli: teaches with --help and tells its version") {
  std::string out;
  CHECK_EQ(run(binary() + " --help", &out), 0);
  for (const char* word : {"serve", "generate", "models", "score", "check-config"}) {
    CAPTURE(word);
    CHECK(out.find(word) != std::string::npos);
  }
  CHECK_EQ(run(binary() + " --version", &out), 0);
  CHECK_EQ(out.substr(0, 9), "fluxweir ");
}

TEST_CASE("e2e process: shares its data folder with nobody") {
  const std::string folder = scratch_folder();
  GatewayProcess gateway({"--data", folder});
  std::string out;
  CHECK_NE(run(binary() + " serve --listen 127.0.0.1:0 --data " + folder, &out), 0);
  CHECK(out.find("another process") != std::string::npos);
  struct stat about {};
  REQUIRE_EQ(::stat((folder + "/fluxweir.sqlite").c_str(), &about), 0);
  CHECK_EQ(about.st_mode & 0777, 0600);
}

TEST_CASE("e2e process: ends a connection whose picture is lost") {
  const std::string folder = scratch_folder();
  GatewayProcess gateway({"--data", folder});
  REQUIRE_EQ(run("mv " + folder + "/media " + folder + "/m && touch " + folder + "/media"), 0);
  const HttpAnswer made = gateway.post("/v1/images", kSmall);
  CHECK_EQ(std::string(made.json["images"][0]["url"]).substr(0, 11), "data:image/");
  const HttpAnswer read = gateway.get("/v1/runs/" + std::string(made.json["id"]));
  CHECK_EQ(read.status, 200);
  CHECK(read.json["images"][0]["url"].is_null());
}

TEST_CASE("e2e process: logs and counts what it refuses before the core") {
  GatewayProcess gateway;
  gateway.send("GET", "/healthz?x=" + std::string(9000, 'a'));
  CHECK(gateway.get("/metrics").body.find("status=\"414\"") != std::string::npos);
  gateway.stop();
  CHECK(gateway.log().find("\"status\":414") != std::string::npos);
}

TEST_CASE("e2e generate: takes the format from the file's name") {
  const std::string folder = scratch_folder();
  REQUIRE_EQ(run(binary() +
                 " generate fox --model flux-1-schnell --image-size "
                 "'{\"width\":256,\"height\":320}' -o " +
                 folder + "/f.png"),
             0);
  const Sniffed sniffed = sniff(read_file(folder + "/f.png"));
  CHECK(sniffed.kind == PictureKind::Png);
  CHECK(sniffed.size == Size{256, 320});
}
