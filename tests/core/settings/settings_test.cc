#include "settings/settings.h"

#include <doctest/doctest.h>

#include "support/judged.h"

using namespace fluxweir;

namespace {

std::string fault_paths(std::string_view text, HostProfile host = {}) {
  const auto settings = load_settings(text, default_catalog(), host);
  std::string paths;
  if (!settings) {
    for (const Fault& fault : settings.error().faults) paths += fault.path + " ";
  }
  return paths;
}

}  // namespace

TEST_CASE("settings: serve every model by the renderer when empty") {
  const auto settings = load_settings("", default_catalog(), {});
  REQUIRE(settings.has_value());
  CHECK_EQ(settings->offers.size(), 4);
  for (const Offer& offer : settings->offers) CHECK(offer.demo);
  CHECK_EQ(settings->retention.count, 86'400'000);
}

TEST_CASE("settings: keep the renderer off the street unless asked") {
  CHECK(load_settings("", default_catalog(), {.loopback = false})->offers.empty());
  CHECK_EQ(
      load_settings("", default_catalog(), {.loopback = false, .renderer = true})->offers.size(),
      4);
}

TEST_CASE("settings: name every fault with its pointer") {
  CHECK_EQ(
      fault_paths(R"({"listn":1,"media":{"url_lifetime_s":0},"retention":{"hours":"x","prompts":1},
    "limits":[],"licences":{"accepted":["nope",3]},"public_url":"ftp://x","offers":[{"model":"nope","provider":"p"}]})"),
      "/media/url_lifetime_s /retention/hours /retention/prompts /limits /licences/accepted/1 "
      "/licences/accepted/0 "
      "/offers/0/model /offers/0/provider /listn /public_url ");
}

TEST_CASE("settings: take secrets as names only") {
  const std::string paths = fault_paths(
      R"({"providers":[{"name":"b","codec":"bfl","origin":"https://api.bfl.ai","credential":"sk-123"}]})");
  CHECK(paths.find("/providers/0/credential ") != std::string::npos);
}

TEST_CASE("settings: refuse pinned randomness off loopback") {
  CHECK_EQ(fault_paths(R"({"test":{"seed":1}})", {.loopback = false}), "/test ");
  CHECK_EQ(fault_paths(R"({"test":{"seed":1,"wall_ms":5}})"), "");
}

TEST_CASE("settings: refuse what is not JSON") {
  const auto settings = load_settings("{", default_catalog(), {});
  REQUIRE_FALSE(settings.has_value());
  CHECK(settings.error().code == ErrorCode::InvalidJson);
}
