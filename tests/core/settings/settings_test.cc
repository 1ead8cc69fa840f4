#include "settings/settings.h"

#include <doctest/doctest.h>

#include "json/tree.h"
#include "support/judged.h"
#include "support/source_file.h"

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

TEST_CASE("settings: read where callers' URLs may lead") {
  const auto settings = load_settings(
      R"({"public_url":"https://Images.example.com","fetch":{"http":false,"ports":[443,9000],
          "allow":["Files.internal:80","[::1]:9000"],"deny":["b.example.com"]}})",
      default_catalog(), {});
  REQUIRE(settings.has_value());
  const UrlPolicy& fetch = settings->fetch;
  CHECK_FALSE(fetch.http);
  CHECK_EQ(fetch.ports, std::vector<std::uint16_t>{443, 9000});
  CHECK_EQ(fetch.allow, std::vector<std::string>{"files.internal:80", "[::1]:9000"});
  CHECK_EQ(fetch.deny, std::vector<std::string>{"b.example.com", "images.example.com"});
  CHECK_EQ(fault_paths(
               R"({"fetch":{"http":1,"ports":[0,"a",70000],"allow":["a.com","a:0","a:1/","x@y:1"],
                               "deny":["a.com:1","*.b.com"],"more":1}})"),
           "/fetch/http /fetch/ports/0 /fetch/ports/1 /fetch/ports/2 /fetch/allow/0 /fetch/allow/1 "
           "/fetch/allow/2 /fetch/allow/3 /fetch/deny/0 /fetch/deny/1 /fetch/more ");
}

TEST_CASE("settings: take origins of pages to the letter") {
  CHECK_EQ(fault_paths(R"({"cors":{"origins":["https://a.example","http://localhost:3000"]}})"),
           "");
  CHECK_EQ(fault_paths(R"({"cors":{"origins":["*","https://a.example/","https://A.example",
                           "https://a.example:443","null","https://*.example",""]}})"),
           "/cors/origins/0 /cors/origins/1 /cors/origins/2 /cors/origins/3 /cors/origins/4 "
           "/cors/origins/5 /cors/origins/6 ");
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

namespace {

// Every member that the schema at `schema` names, as pointers.
void collect(const json::Tree& schema, const std::string& path, std::vector<std::string>& out) {
  for (const auto& [name, member] : schema["properties"].items()) {
    if (name == "$schema") continue;
    out.push_back(path + "/" + name);
    if (member.contains("properties")) collect(member, path + "/" + name, out);
    if (member.contains("items") && member["items"].contains("properties")) {
      collect(member["items"], path + "/" + name + "/0", out);
    }
  }
}

}  // namespace

TEST_CASE("settings: read every member that the schema names") {
  const json::Tree schema =
      json::Tree::parse(read_source("edge-config/schema/gateway.schema.json"), nullptr, false);
  REQUIRE(schema.is_object());
  std::vector<std::string> pointers;
  collect(schema, "", pointers);
  CHECK(pointers.size() > 20);
  for (const std::string& pointer : pointers) {
    CAPTURE(pointer);
    json::Tree document = json::Tree::object();
    document[json::Tree::json_pointer(pointer)] = json::Tree::array({json::Tree::array()});
    const auto settings = load_settings(json::dump_tree(document), default_catalog(), {});
    REQUIRE_FALSE(settings.has_value());
    for (const Fault& fault : settings.error().faults) CHECK_NE(fault.rule, "unknown");
  }
}

TEST_CASE("settings: know no member that the schema does not name") {
  const json::Tree schema =
      json::Tree::parse(read_source("edge-config/schema/gateway.schema.json"), nullptr, false);
  const auto settings = load_settings(R"({"zzz":1})", default_catalog(), {});
  REQUIRE_FALSE(settings.has_value());
  std::string known = settings.error().faults.at(0).allowed.substr(std::string("one of: ").size());
  std::size_t count = 0;
  for (std::size_t at = 0; at != std::string::npos; ++count) {
    const std::size_t end = known.find(", ", at);
    const std::string name = known.substr(at, end == std::string::npos ? end : end - at);
    CAPTURE(name);
    CHECK(schema["properties"].contains(name));
    at = end == std::string::npos ? end : end + 2;
  }
  CHECK_EQ(count + 1, schema["properties"].size());  // $schema is in the schema only
}

TEST_CASE("settings: take the examples that are handed out") {
  for (const char* name : {"bfl", "emulated"}) {
    CAPTURE(name);
    const std::string text = read_source(std::string("edge-config/examples/") + name + ".json");
    const auto settings = load_settings(text, default_catalog(), {});
    REQUIRE(settings.has_value());
    CHECK_EQ(settings->offers.size(), 3);
  }
}

TEST_CASE("settings: refuse keys over plain http to the open Internet") {
  const auto fault = [](std::string origin) {
    const auto settings =
        load_settings(R"({"providers":[{"name":"x","codec":"bfl","origin":")" + origin + "\"}]}",
                      default_catalog(), {});
    return settings ? std::string() : settings.error().faults.at(0).rule;
  };
  CHECK_EQ(fault("http://api.bfl.ai"), "insecure");
  CHECK_EQ(fault("http://8.8.8.8"), "insecure");
  CHECK_EQ(fault("http://[2001:4860::1]:8000"), "insecure");
  CHECK_EQ(fault("https://api.bfl.ai/v1"), "format");
  for (const char* origin : {"https://api.bfl.ai", "http://127.0.0.1:9", "http://gpu:8000",
                             "http://10.1.2.3:8000", "http://[::1]:9", "http://gpu.local"})
    CHECK_EQ(fault(origin), "");
}

TEST_CASE("settings: want the model's name where the codec knows none") {
  const auto load = [](const char* offer) {
    return load_settings(
        std::string(R"({"providers":[{"name":"x","codec":"bfl","origin":"https://api.bfl.ai"}],)") +
            R"("offers":[)" + offer + "]}",
        default_catalog(), {});
  };
  const auto without = load(R"({"model":"flux-1-schnell","provider":"x"})");
  REQUIRE_FALSE(without.has_value());
  CHECK_EQ(without.error().faults.at(0).path, "/offers/0/wire_model");
  const auto with =
      load(R"({"model":"flux-1-schnell","provider":"x","wire_model":"flux-schnell"})");
  REQUIRE(with.has_value());
  CHECK_EQ(with->offers.at(0).wire_model, "flux-schnell");
  CHECK_EQ(load(R"({"model":"flux-pro-v1-1-ultra","provider":"x"})")->offers.at(0).wire_model,
           "flux-pro-1.1-ultra");
}

TEST_CASE("settings: the judge is one of the providers, and makes no pictures") {
  const auto faults = [](const std::string& judge, const std::string& offers = "[]") {
    const auto loaded =
        load_settings(R"({"providers":[{"name":"eyes","codec":"openai",)"
                      R"("origin":"https://api.openai.com","credential":"${KEY}"}],)"
                      R"("quality":{"judge":)" +
                          judge + R"(},"offers":)" + offers + "}",
                      default_catalog(), {});
    std::string paths;
    if (loaded) return paths;
    for (const Fault& fault : loaded.error().faults) paths += fault.path + " ";
    return paths;
  };
  CHECK_EQ(faults(R"({"provider":"eyes","model":"m"})"), "");
  CHECK_EQ(faults(R"({"provider":"eyes"})"), "/quality/judge/model ");
  CHECK_EQ(faults(R"({"provider":"ears"})"), "/quality/judge/provider ");
  CHECK_EQ(faults(R"({"provider":"eyes","model":"m","timeout_s":0})"), "/quality/judge/timeout_s ");
  CHECK_EQ(faults(R"({"provider":"eyes","model":"m","speed":1})"), "/quality/judge/speed ");
  CHECK_EQ(faults(R"({"provider":"eyes","model":"m"})",
                  R"([{"model":"flux-pro-v1-1-ultra","provider":"eyes","wire_model":"x"}])"),
           "/offers/0/provider ");
}

TEST_CASE("settings: a calibration is kept as its JSON, and has to be an object") {
  const auto settings = load_settings(
      R"({"quality":{"calibration":{ "rules": "1", "limits": [0.50] }}})", default_catalog(), {});
  REQUIRE(settings.has_value());
  CHECK_EQ(settings->calibration, R"({"rules":"1","limits":[0.50]})");
  CHECK(load_settings("", default_catalog(), {})->calibration.empty());
  const auto faulty = load_settings(R"({"quality":{"calibration":[]}})", default_catalog(), {});
  REQUIRE_FALSE(faulty.has_value());
  CHECK_EQ(faulty.error().faults.at(0).path, "/quality/calibration");
}
