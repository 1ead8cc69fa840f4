// One gateway in front of the scripted BFL server: what goes over the wire, and what becomes of
// clients, money and keys. Failures of the provider are in failure_wall_test.cc.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>
#include <thread>

#include "base/text.h"
#include "e2e/bfl_pictures.h"
#include "e2e/bfl_server.h"
#include "e2e/front_api.h"
#include "image/sniff.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

constexpr const char* kKeyName = "FLUXWEIR_TEST_BFL_KEY";
constexpr const char* kKey = "canary-of-the-provider";

// A gateway with one provider and all four models, whose pictures are typically there at once.
class Stage {
 public:
  explicit Stage(const Tree& limits = Tree::object()) {
    REQUIRE(::mkdtemp(folder_.data()) != nullptr);
    std::ofstream(folder_ + "/models.json") << catalogue_with(40);
    std::ofstream(folder_ + "/gateway.json") << settings(limits).dump();
  }
  ~Stage() { run("rm -r " + folder_); }

  std::vector<std::string> args() const {
    return {"--config",  folder_ + "/gateway.json",
            "--models",  folder_ + "/models.json",
            "--threads", "1"};
  }

  BflServer bfl{kKey};

 private:
  Tree settings(const Tree& limits) const {
    const Tree provider = {{"name", "bfl"},
                           {"codec", "bfl"},
                           {"origin", bfl.origin()},
                           {"credential", std::string("${") + kKeyName + "}"}};
    Tree offers = Tree::array();
    for (const char* model : {"flux-pro-v1-1-ultra", "flux-pro-v1-1", "flux-1-dev"})
      offers.push_back({{"model", model}, {"provider", "bfl"}});
    offers.push_back(
        {{"model", "flux-1-schnell"}, {"provider", "bfl"}, {"wire_model", "flux-schnell"}});
    return {{"providers", Tree::array({provider})},
            {"offers", offers},
            {"licences", {{"accepted", {"flux-1-dev"}}}},
            {"limits", limits}};
  }

  std::string folder_ = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-provider-XXXXXX";
};

struct Play : Stage {
  // One event loop: each learns of failures for itself.
  explicit Play(const Tree& limits = Tree::object())
      : Stage(limits), gateway("serve", args(), {{kKeyName, kKey}}) {}
  GatewayProcess gateway;
};

// Looks until `done`, for ten seconds at most.
template <class F>
bool wait_for(F done) {
  for (int i = 0; i < 500; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace

TEST_CASE("e2e provider: sends what BFL documents") {
  Play play;
  const HttpAnswer made = play.gateway.post(
      "/v1/images",
      R"({"prompt":"a fox","aspect_ratio":"3:4","raw":true,"safety_tolerance":"5","seed":42,"output_format":"png"})");
  REQUIRE_EQ(made.status, 200);
  REQUIRE_EQ(play.bfl.submits(), 1);
  const TaskRecord task = play.bfl.tasks()[0];
  CHECK_EQ(task.model, "flux-pro-1.1-ultra");
  CHECK_EQ(task.key, kKey);
  CHECK_EQ(task.body["prompt"], "a fox");
  CHECK_EQ(task.body["aspect_ratio"], "3:4");
  CHECK_EQ(task.body["raw"], true);
  CHECK_EQ(task.body["safety_tolerance"], 5);
  CHECK_EQ(task.body["seed"], 42);
  CHECK_EQ(task.body["output_format"], "png");
  CHECK_FALSE(task.body.contains("width"));
  CHECK_EQ(made.json["images"][0]["width"], 1792);
}

TEST_CASE("e2e provider: serves all four models") {
  Play play;
  const struct {
    const char* model;
    const char* wire;
  } rows[] = {{"flux-pro-v1-1", "flux-pro-1.1"},
              {"flux-1-dev", "flux-dev"},
              {"flux-1-schnell", "flux-schnell"}};
  for (const auto& row : rows) {
    CAPTURE(row.model);
    const HttpAnswer made =
        play.gateway.post("/v1/images", R"({"model":")" + std::string(row.model) +
                                            R"(","prompt":"a fox","image_size":"square_hd"})");
    REQUIRE_EQ(made.status, 200);
    CHECK_EQ(play.bfl.tasks().back().model, row.wire);
    CHECK_EQ(play.bfl.tasks().back().body["width"], 1024);
    CHECK(sniff(open_picture(play.gateway, made.json["images"][0]["url"])).size ==
          Size{1024, 1024});
  }
}

TEST_CASE("e2e provider: delivers its bytes unchanged") {
  Play play;
  const HttpAnswer made = play.gateway.post("/v1/images", R"({"prompt":"a fox","seed":3})");
  REQUIRE_EQ(made.status, 200);
  CHECK(open_picture(play.gateway, made.json["images"][0]["url"]) ==
        *picture(2752, 1536, "jpeg", 3));
  CHECK_EQ(made.json["fluxweir"]["offer"], "bfl:flux-pro-v1-1-ultra");
  CHECK(made.header("x-fluxweir-demo").empty());
}

TEST_CASE("e2e provider: hands a reference picture over as base64") {
  Play play;
  const std::string bytes = *picture(256, 256, "jpeg", 1);
  const HttpAnswer made = play.gateway.post(
      "/v1/images",
      R"({"prompt":"a fox","image_prompt_strength":0.3,"image_url":"data:image/jpeg;base64,)" +
          to_base64(bytes) + "\"}");
  REQUIRE_EQ(made.status, 200);
  const TaskRecord task = play.bfl.tasks()[0];
  CHECK(task.body["image_prompt"] == to_base64(bytes));
  CHECK_EQ(task.body["image_prompt_strength"], 0.3);
}

TEST_CASE("e2e provider: charges the delivered pictures of several") {
  Play play;
  play.bfl.next({});
  play.bfl.next({.ending = Ending::ContentModerated});
  play.bfl.next({});
  const HttpAnswer made =
      play.gateway.post("/v1/images", R"({"prompt":"a fox","num_images":3,"seed":7})");
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["images"].size(), 2);
  REQUIRE_EQ(made.json["errors"].size(), 1);
  CHECK_EQ(made.json["errors"][0]["code"], "picture_refused");
  CHECK_EQ(made.json["fluxweir"]["cost_micro_usd"], 120'000);
  std::set<std::uint64_t> seeds;
  for (const TaskRecord& task : play.bfl.tasks())
    seeds.insert(task.body["seed"].get<std::uint64_t>());
  CHECK(seeds == std::set<std::uint64_t>{7, 8, 9});
}

TEST_CASE("e2e provider: keeps the picture of a client that leaves") {
  Play play;
  play.bfl.always({.ready_after_ms = 500});
  const HttpAnswer left = play.gateway.abandon("/v1/images", R"({"prompt":"a fox"})", 150);
  CHECK_EQ(left.status, 0);
  CHECK_LT(left.took_ms, 400);
  CHECK(
      wait_for([&] { return play.bfl.tasks().size() == 1 && play.bfl.tasks()[0].delivered == 1; }));
  CHECK_EQ(play.bfl.submits(), 1);
}

TEST_CASE("e2e provider: makes the picture of a request that ran out of time") {
  Play play(Tree{{"request_timeout_s", 1}});
  play.bfl.always({.ready_after_ms = 1500});
  const HttpAnswer early = play.gateway.post("/v1/images", R"({"prompt":"a fox"})");
  CHECK_EQ(early.status, 504);
  CHECK_EQ(early.json["error"]["code"], "upstream_timeout");
  const std::string run = early.header("x-fluxweir-run");
  REQUIRE_FALSE(run.empty());
  CHECK(wait_for([&] { return receipt_of(play.gateway, run).contains("status"); }));
  CHECK_EQ(receipt_of(play.gateway, run)["cost_micro_usd"], 60'000);
  CHECK_EQ(play.bfl.submits(), 1);
}

TEST_CASE("e2e provider: leaves one alone that fails again and again") {
  Play play;
  play.bfl.always({.submit = {.status = 402}});
  for (int i = 0; i < 8; ++i)
    CHECK_NE(play.gateway.post("/v1/images", R"({"prompt":"a fox"})").status, 200);
  CHECK_EQ(play.bfl.submits(), 5);
}

TEST_CASE("e2e provider: asks nobody for what is refused here") {
  Play play;
  CHECK_EQ(play.gateway.post("/v1/images", R"({"prompt":"a fox","num_images":9})").status, 422);
  CHECK_EQ(play.gateway.post("/v1/images?dry_run=1", R"({"prompt":"a fox"})").status, 200);
  CHECK_EQ(play.gateway.post("/v1/images?strict=1", R"({"prompt":"a fox","x":1})").status, 422);
  CHECK_EQ(play.bfl.submits(), 0);
}

TEST_CASE("e2e provider: does not start without its secret") {
  const Stage stage;
  std::string command =
      "env -u " + std::string(kKeyName) + " " + binary() + " serve --listen 127.0.0.1:0";
  for (const std::string& arg : stage.args()) command += " " + arg;
  std::string out;
  CHECK_NE(run("timeout 5 " + command, &out), 0);
  CHECK(out.find(kKeyName) != std::string::npos);
  CHECK(out.find("listening") == std::string::npos);
}
