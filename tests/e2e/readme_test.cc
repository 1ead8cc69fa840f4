// The README's examples with more than one process, run as they are written: only the binary's
// path, the two ports and the places of files are put in.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "e2e/gateway_process.h"
#include "image/sniff.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

// The first block of shell commands below a heading of the README.
std::string commands_of(const std::string& heading) {
  const std::string readme = read_file(std::string(FLUXWEIR_SOURCE_DIR) + "/README.md");
  const std::size_t at = readme.find("## " + heading + "\n");
  REQUIRE_NE(at, std::string::npos);
  const std::size_t begin = readme.find("```sh\n", at) + 6;
  return readme.substr(begin, readme.find("```", begin) - begin);
}

struct Example {
  std::string folder;
  std::string output;
};

Example run_example(const std::string& heading) {
  std::string folder = std::string(FLUXWEIR_BINARY_DIR) + "/readme-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string vendor = std::to_string(free_port());
  std::string settings =
      read_file(std::string(FLUXWEIR_SOURCE_DIR) + "/edge-config/examples/emulated.json");
  replace_all(settings, "127.0.0.1:8090", "127.0.0.1:" + vendor);
  write_file(folder + "/emulated.json", settings);
  std::string script = commands_of(heading);
  replace_all(script, "/tmp/", folder + "/");  // first: the binary may be below /tmp too
  replace_all(script, "127.0.0.1:8090", "127.0.0.1:" + vendor);
  replace_all(script, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(free_port()));
  replace_all(script, "build/release/fluxweir", binary());
  replace_all(script, "edge-config/examples/emulated.json", folder + "/emulated.json");
  // What fails half-way leaves no process behind.
  const std::string head = "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
  write_file(folder + "/example.sh", head + script);
  Example example{folder, {}};
  CHECK_EQ(run("bash " + folder + "/example.sh", &example.output), 0);
  return example;
}

}  // namespace

TEST_CASE("e2e readme: a gateway in front of a vendor, in two processes") {
  const Example example = run_example("In front of a GPU backend");
  INFO(example.output);
  const json::Tree made =
      json::Tree::parse(read_file(example.folder + "/fox.json"), nullptr, false);
  REQUIRE(made.is_object());
  CHECK_EQ(made["status"], "succeeded");
  CHECK_EQ(made["fluxweir"]["offer"], "bfl:flux-pro-v1-1-ultra");
  CHECK_EQ(made["fluxweir"]["cost_micro_usd"], 60'000);
  CHECK(sniff(read_file(example.folder + "/fox.jpg")).size == Size{2752, 1536});
  const std::size_t at = example.output.find("{\"run\"");
  REQUIRE_NE(at, std::string::npos);
  const json::Tree trace = json::Tree::parse(
      example.output.substr(at, example.output.rfind('}') + 1 - at), nullptr, false);
  REQUIRE(trace.is_object());
  CHECK_EQ(trace["run"], made["id"]);
  REQUIRE_EQ(trace["attempts"].size(), 1);
  CHECK_EQ(trace["attempts"][0]["end"], "delivered");
  CHECK(trace["attempts"][0]["provider_id"].is_string());
  CHECK(example.output.find("any-key") == std::string::npos);
}

TEST_CASE("e2e readme: three rules of the emulator") {
  const Example example = run_example("Rehearse failures");
  INFO(example.output);
  for (const char* word : {"retry_after_s", "moderate", "truncate"})
    CHECK(example.output.find(word) != std::string::npos);
  CHECK(example.output.find("\"error\"") == std::string::npos);
}
