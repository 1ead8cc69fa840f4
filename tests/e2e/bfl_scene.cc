#include "e2e/bfl_scene.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace fluxweir::e2e {
namespace {

constexpr std::int64_t kListPrice = 60'000;

}  // namespace

BflScene::BflScene(const json::Tree& limits, int typical_ms)
    : folder_(std::string(FLUXWEIR_BINARY_DIR) + "/e2e-scene-XXXXXX") {
  REQUIRE(::mkdtemp(folder_.data()) != nullptr);
  std::ofstream(folder_ + "/models.json") << catalogue_with(typical_ms);
  write_settings(settings(kListPrice, limits).dump());
}

BflScene::~BflScene() { run("rm -r " + folder_); }

json::Tree BflScene::settings(std::int64_t price_micro_usd, const json::Tree& limits) const {
  using json::Tree;
  const Tree provider = {{"name", "bfl"},
                         {"codec", "bfl"},
                         {"origin", bfl.origin()},
                         {"credential", "${FLUXWEIR_TEST_BFL_KEY}"}};
  const Tree offer = {
      {"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}, {"price_micro_usd", price_micro_usd}};
  return {
      {"providers", Tree::array({provider})}, {"offers", Tree::array({offer})}, {"limits", limits}};
}

void BflScene::write_settings(const std::string& text) const {
  const std::string path = folder_ + "/gateway.json";
  std::ofstream(path + ".new") << text;
  REQUIRE_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
}

std::vector<std::string> BflScene::args() const {
  return {"--config", folder_ + "/gateway.json", "--models", folder_ + "/models.json"};
}

Environment BflScene::environment() { return {{"FLUXWEIR_TEST_BFL_KEY", "bfl-test-key"}}; }

}  // namespace fluxweir::e2e
