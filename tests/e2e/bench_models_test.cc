// `fluxweir bench models` with the painter and in front of the scripted BFL server.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "e2e/bfl_scene.h"
#include "native/temporary_folder.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {(std::istreambuf_iterator<char>(file)), {}};
}

// Scores and names of the pictures in a folder of `--out`.
std::string summary(const std::string& folder) {
  const auto index = json::parse_tree(read_file(folder + "/index.json"));
  REQUIRE(index.has_value());
  std::string out;
  for (const Tree& picture : (*index)["pictures"]) {
    out += picture["file"].get<std::string>() + " " + picture["score"].dump() + "\n";
    CHECK_EQ(picture["painter"], true);
  }
  return out;
}

// A scene whose three prompts are its own.
struct Bench : BflScene {
  Bench() {
    std::ofstream(folder() + "/prompts.json")
        << R"({"prompts": {"portrait": ["one sailor", "two sailors"], "product": ["a red lamp"]}})";
  }
  int run_bench(const std::string& rest, std::string& out) const {
    std::string command = "FLUXWEIR_TEST_BFL_KEY=bfl-test-key " + binary() + " bench models";
    for (const std::string& arg : args()) command += " " + arg;
    return run(command + " --prompts " + folder() + "/prompts.json --parallel 1 " + rest, &out);
  }
};

}  // namespace

TEST_CASE("e2e bench models: without settings a painter's table that says so, the same each time") {
  const TemporaryFolder folder;
  const std::string command =
      binary() + " bench models --each 1 --model flux-1-schnell --out " + folder.path;
  std::string out;
  REQUIRE_EQ(run(command + "/a", &out), 0);
  CHECK_NE(out.find("4 pictures cost $0.000000 at most"), std::string::npos);
  CHECK_NE(out.find("# Made by the built-in painter, not by a model"), std::string::npos);
  for (const char* vertical : {"portrait", "fashion", "product", "creative"})
    CHECK_NE(out.find("\n| " + std::string(vertical) + " | "), std::string::npos);
  REQUIRE_EQ(run(command + "/b --parallel 1", &out), 0);
  CHECK_EQ(summary(folder.path + "/a"), summary(folder.path + "/b"));
  const std::string picture = read_file(folder.path + "/a/1-fashion-26.jpg");
  CHECK_GT(picture.size(), 1000);
  CHECK(picture == read_file(folder.path + "/b/1-fashion-26.jpg"));
}

TEST_CASE("e2e bench models: a paid offer does not run without a bound, nor beyond it") {
  const Bench bench;
  std::string out;
  CHECK_EQ(bench.run_bench("", out), 2);
  CHECK_NE(out.find("is left out: it would cost $0.180000"), std::string::npos);
  CHECK_EQ(bench.run_bench("--max-usd 0.17", out), 2);
  CHECK_NE(out.find("more than --max-usd allows"), std::string::npos);
  CHECK_EQ(bench.bfl.submits(), 0);
}

TEST_CASE("e2e bench models: money is counted and each prompt has its seed") {
  const Bench bench;
  std::string out;
  CHECK_EQ(bench.run_bench("--max-usd 0.18", out), 0);
  CHECK_EQ(out.find("painter"), std::string::npos);
  CHECK_NE(out.find("## flux-pro-v1-1-ultra by bfl:flux-pro-v1-1-ultra"), std::string::npos);
  CHECK_NE(out.find("Spent: $0.180000"), std::string::npos);
  const auto tasks = bench.bfl.tasks();
  REQUIRE_EQ(tasks.size(), 3);
  for (int i = 0; i < 3; ++i) CHECK_EQ(tasks[static_cast<std::size_t>(i)].body["seed"], i + 1);
}

TEST_CASE("e2e bench models: a picture that was refused is counted by its code") {
  Bench bench;
  bench.bfl.when("two sailors", {.ending = Ending::ContentModerated});
  std::string out;
  CHECK_EQ(bench.run_bench("--max-usd 1 --vertical portrait", out), 0);
  CHECK_NE(out.find("| 1 picture_refused |"), std::string::npos);
  CHECK_NE(out.find("Spent: $0.060000"), std::string::npos);
}

TEST_CASE("e2e bench models: what comes broken is paid for and not made again") {
  Bench bench;
  bench.bfl.next(
      {.samples = {{.how = Break::NotAPicture, .count = 9}}});  // each time it is fetched
  std::string out;
  CHECK_EQ(bench.run_bench("--max-usd 0.18", out), 0);
  CHECK_EQ(bench.bfl.accepted(), 3);
  CHECK_NE(out.find("| 1 upstream_failed |"), std::string::npos);
  CHECK_NE(out.find("Spent: $0.180000"), std::string::npos);
}

TEST_CASE("e2e bench models: it stops before the next picture would pass the bound") {
  Bench bench;
  // Bills twice the price, and delivers nothing for it.
  bench.bfl.next({.cost = 12.0, .samples = {{.how = Break::NotAPicture, .count = 9}}});
  std::string out;
  CHECK_EQ(bench.run_bench("--max-usd 0.18 --json", out), 2);
  const auto answer = json::parse_tree(out.substr(out.find('{')));
  REQUIRE(answer.has_value());
  CHECK_EQ((*answer)["stopped"], true);
  CHECK_EQ((*answer)["spent_micro_usd"], 180'000);
  CHECK_EQ(bench.bfl.accepted(), 2);
  CHECK_EQ((*answer)["offers"][0]["verticals"].size(), 1);
}
