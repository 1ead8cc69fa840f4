// A string of its own is planted as every secret, prompt, signed query and upstream text; then all
// that the gateway writes or answers is searched for them.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "e2e/bfl_server.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

constexpr const char* kKeyName = "FLUXWEIR_TEST_CANARY_KEY";
const std::string kKey = "canary-1-provider-key";
const std::string kPrompt = "canary-2-prompt";
const std::string kBearer = "canary-3-bearer";
const std::string kXKey = "canary-4-x-key";
const std::string kCookie = "canary-5-cookie";
const std::string kUserInfo = "canary-6-userinfo";
const std::string kUrlQuery = "canary-7-url-query";
const std::string kHeader = "canary-8-header";
const std::string kPath = "canary-9-path";
const std::string kRef = "canary-10-client-ref";
const std::string kUpstream = "canary-11-upstream-text";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Scene {
  std::string folder = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-canary-XXXXXX";
  BflServer bfl{kKey};

  Scene() {
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/models.json") << catalogue_with(40);
    const Tree provider = {{"name", "bfl"},
                           {"codec", "bfl"},
                           {"origin", bfl.origin()},
                           {"credential", "${" + std::string(kKeyName) + "}"}};
    std::ofstream(folder + "/gateway.json") << Tree{
        {"providers", Tree::array({provider})},
        {"offers", Tree::array({{{"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}}})},
        {"retention", {{"prompts", false}}},
        {"limits", {{"run_timeout_s", 5}}}}.dump();
  }
  ~Scene() { std::filesystem::remove_all(folder); }

  // What has been stored, pictures and all.
  std::string stored() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + "/data")) {
      if (entry.is_regular_file()) all += text_of(entry.path());
    }
    return all;
  }
};

Headers secrets() {
  return {{"authorization", "Bearer " + kBearer},
          {"x-key", kXKey},
          {"x-api-key", kXKey},
          {"cookie", "session=" + kCookie},
          {"x-more", kHeader},
          {"traceparent", "00-" + std::string(32, 'a') + "-" + std::string(16, 'b') + "-01"}};
}

// What a client may see of one request whatever comes of it; the prompt it has sent itself.
struct Seen {
  std::string errors;
  std::string answers;
  void add(const HttpAnswer& answer) {
    std::string& all = answer.status < 400 ? answers : errors;
    for (const Header& header : answer.headers) all += header.name + ": " + header.value + "\n";
    all += answer.body;
  }
};

void play(const GatewayProcess& gateway, Seen& seen) {
  const auto post = [&](const std::string& path, const std::string& body) {
    const HttpAnswer answer = gateway.post(path, body, secrets());
    seen.add(answer);
    return answer;
  };
  const std::string fine = R"({"prompt":")" + kPrompt + R"(","client_ref":")" + kRef + "\"}";
  for (const FrontApi api : kFrontApis) {
    const Told told = ask_for_picture(gateway, api, kPrompt, 20'000);
    CHECK_FALSE(told.picture.empty());
  }
  const HttpAnswer made = post("/v1/images", fine);
  REQUIRE_EQ(made.status, 200);
  const std::string picture = target_of(made.json["images"][0]["url"]);
  CHECK_EQ(gateway.get(picture, secrets()).status, 200);
  seen.add(gateway.get(picture + "x", secrets()));
  for (const char* to : {"", "/trace"})
    seen.add(gateway.get("/v1/runs/" + std::string(made.json["id"]) + to, secrets()));
  // Refused here.
  post("/v1/images", R"({"prompt":")" + kPrompt + R"(","num_images":9,")" + kRef + "\":1}");
  post("/v1/images", R"({"prompt":")" + kPrompt + "\"");
  post("/v1/images", R"({"prompt":"nude child )" + kPrompt + "\"}");
  for (const std::string& url :
       {"https://" + kUserInfo + ":x@a.example.com/?token=" + kUrlQuery,
        "http://127.0.0.1/?token=" + kUrlQuery, "http://" + kUrlQuery + ".invalid/"})
    post("/v1/images", R"({"prompt":"a fox","image_url":")" + url + "\"}");
  post("/v1/images",
       R"({"prompt":"a fox","image_url":"data:image/png;base64,)" + to_base64(kUrlQuery) + "\"}");
  seen.add(gateway.get("/" + kPath + "?key=" + kUrlQuery, secrets()));
  seen.add(gateway.send("POST", "/v1/models/" + kPath + "/x/runs", "{}", secrets()));
  seen.add(gateway.get("/media/" + kPath + ".png?exp=1&kid=k1&sig=" + kUrlQuery, secrets()));
  // Refused or broken there.
  for (const char* front : {"/v1/images", "/fal-ai/flux-pro/v1.1-ultra"}) {
    for (int i = 0; i < 4; ++i) post(front, R"({"prompt":"broken )" + kPrompt + "\"}");
  }
}

void find_none(const std::string& where, const std::string& text,
               const std::vector<std::string>& canaries) {
  CAPTURE(where);
  for (const std::string& canary : canaries) {
    CAPTURE(canary);
    CHECK(text.find(canary) == std::string::npos);
    CHECK(text.find(percent_encode(canary)) == std::string::npos);
    CHECK(text.find(to_base64(canary)) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("e2e canary: no secret is in a log, an error, a metric, a trace or a file") {
  Scene scene;
  const HeaderLines told = {{"X-Told", kUpstream}, {"Set-Cookie", kUpstream}};
  scene.bfl.when("broken", {.submit = {.status = 500, .headers = told}});
  for (const int status : {401, 402, 422})
    scene.bfl.next({.submit = {.status = status, .headers = told}});
  Seen seen;
  GatewayProcess gateway("serve",
                         {"--config", scene.folder + "/gateway.json", "--models",
                          scene.folder + "/models.json", "--data", scene.folder + "/data"},
                         {{kKeyName, kKey}});
  for (int i = 0; i < 3; ++i)
    seen.add(gateway.post("/v1/images", R"({"prompt":")" + kPrompt + "\"}", secrets()));
  play(gateway, seen);
  REQUIRE_GE(scene.bfl.submits(), 10);
  CHECK(scene.bfl.keys_astray().empty());
  const std::string metrics = gateway.get("/metrics").body;
  const std::string sig = "sig=";
  const std::size_t at = seen.answers.find(sig);
  REQUIRE_NE(at, std::string::npos);
  const std::string signature = seen.answers.substr(at + sig.size(), 43);

  const std::vector<std::string> outside = {
      kKey,    kBearer,   kXKey,     kCookie,         kUserInfo,
      kHeader, kUpstream, kUrlQuery, "Checking your", "<html"};
  std::vector<std::string> inside = outside;
  inside.insert(inside.end(), {kPrompt, kRef, kPath, signature, scene.bfl.origin()});
  find_none("answers", seen.answers, outside);
  find_none("errors", seen.errors, inside);
  find_none("metrics", metrics, inside);
  CHECK_EQ(gateway.stop(), 0);
  find_none("log", gateway.log(), inside);
  CHECK_GT(gateway.log().size(), 2'000);
  // The operator's settings keep no prompts here; who asked may keep a name for the run.
  find_none("files", scene.stored(),
            {kKey, kPrompt, kBearer, kXKey, kCookie, kUserInfo, kUrlQuery, kHeader, kUpstream});
}

TEST_CASE("e2e canary: a crash leaves no memory behind") {
  Scene scene;
  GatewayProcess gateway(
      "serve",
      {"--config", scene.folder + "/gateway.json", "--models", scene.folder + "/models.json"},
      {{kKeyName, kKey}});
  const std::string limits = text_of("/proc/" + std::to_string(gateway.pid()) + "/limits");
  const std::size_t line = limits.find("Max core file size");
  REQUIRE_NE(line, std::string::npos);
  std::istringstream words(limits.substr(line + 18));
  std::string soft;
  std::string hard;
  words >> soft >> hard;
  CHECK_EQ(soft + " " + hard, "0 0");
  gateway.signal(SIGABRT);
  CHECK_EQ(gateway.wait(), 128 + SIGABRT);
  find_none("log", gateway.log(), {kKey});
}
