#include "reload.h"

#include <doctest/doctest.h>

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

Renewal renewed(const std::string& before, const std::string& after) {
  Result<Renewal> renewal = renew({before, "", {}}, after, "");
  REQUIRE(renewal.has_value());
  return std::move(*renewal);
}

}  // namespace

TEST_CASE("reload: names what has changed, and no value") {
  const Renewal renewal =
      renewed(R"({"retention":{"hours":2}})", R"({"retention":{"hours":3},"limits":{"runs":77}})");
  CHECK_EQ(renewal.changed, std::vector<std::string>{"/retention/hours", "/limits"});
  CHECK(renewal.kept.empty());
  const std::string line = reloaded_line(renewal, {0});
  CHECK(line.find(R"("msg":"reloaded","changed":["/retention/hours","/limits"])") !=
        std::string::npos);
  CHECK(line.find("77") == std::string::npos);
}

TEST_CASE("reload: what takes a restart stays as it was") {
  const Renewal renewal = renewed(R"({"listen":"127.0.0.1:1","test":{"seed":1}})",
                                  R"({"listen":"127.0.0.1:2","data":"x","limits":{"runs":7}})");
  CHECK_EQ(renewal.kept, std::vector<std::string>{"/listen", "/data", "/test"});
  CHECK_EQ(renewal.changed, std::vector<std::string>{"/limits"});
  CHECK_EQ(renewal.next.text, R"({"limits":{"runs":7},"listen":"127.0.0.1:1","test":{"seed":1}})");
  CHECK(reloaded_line(renewal, {0}).find(R"("needs_restart":["/listen","/data","/test"])") !=
        std::string::npos);
}

TEST_CASE("reload: a faulty file is refused with every fault") {
  const Result<Renewal> renewal =
      renew({"", "", {}}, R"({"limits":{"runs":0},"zzz":1,"listen":1})", "");
  REQUIRE_FALSE(renewal.has_value());
  CHECK_EQ(renewal.error().faults.size(), 3);
  const std::string line = refused_line(renewal.error(), {0});
  for (const char* path : {"\"/limits/runs\"", "\"/zzz\"", "\"/listen\""})
    CHECK(line.find(path) != std::string::npos);
  CHECK_FALSE(renew({"", "", {}}, "{", "").has_value());
  CHECK_FALSE(renew({"", "", {}}, "", "{}").has_value());
}

TEST_CASE("reload: the same files change nothing") {
  const Renewal renewal = renewed("", "{}");
  CHECK(renewal.changed.empty());
  CHECK(renewal.kept.empty());
}

TEST_CASE("reload: a calibration of other rules is refused") {
  const std::string old = R"({"quality":{"calibration":{"rules":"2020-1-1"}}})";
  const Result<Renewal> renewal = renew({"", "", {}}, old, "");
  REQUIRE_FALSE(renewal.has_value());
  CHECK_EQ(renewal.error().faults.at(0).path, "/quality/calibration/rules");
}
