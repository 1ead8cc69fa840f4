// A gateway with a provider and a judge: what the judge gets over the wire, and what becomes of
// what it says. The judge is a mock that speaks the OpenAI chat API as far as it is used here.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "e2e/bfl_server.h"
#include "e2e/bfl_wire.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;
using json::Tree;

namespace {

constexpr const char* kBflKey = "FLUXWEIR_TEST_JUDGED_KEY";
constexpr const char* kJudgeKey = "FLUXWEIR_TEST_JUDGE_KEY";
constexpr const char* kSecret = "canary-of-the-judge";

Tree opinion(const char* verdict, int hands) {
  const Tree none = {{"score", nullptr}, {"reason", ""}};
  return {{"faces", none},
          {"hands", {{"score", hands}, {"reason", "fingers"}}},
          {"text", none},
          {"adherence", {{"score", 90}, {"reason", ""}}},
          {"verdict", verdict}};
}

class MockJudge {
 public:
  // `opinions` in turn; the last one again and again.
  explicit MockJudge(std::deque<Tree> opinions)
      : opinions_(std::move(opinions)),
        server_([](const WireRequest&) { return std::nullopt; },
                [this](const WireRequest& request) { return answer(request); }) {}

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  std::vector<WireRequest> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  WireReply answer(const WireRequest& request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(request);
    const Tree said = opinions_.front();
    if (opinions_.size() > 1) opinions_.pop_front();
    const Tree message = {{"role", "assistant"}, {"content", said.dump()}};
    const Tree body = {{"choices", Tree::array({{{"index", 0}, {"message", message}}})}};
    WireReply reply = make_reply(200, "application/json", body.dump());
    reply.head += "\r\n";
    return reply;
  }

  mutable std::mutex mutex_;
  std::deque<Tree> opinions_;
  std::vector<WireRequest> seen_;
  WireServer server_;
};

struct Play {
  Play(std::deque<Tree> opinions, const Tree& quality) : judge(std::move(opinions)) {
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    std::ofstream(folder + "/models.json") << catalogue_with(40);
    std::ofstream(folder + "/gateway.json") << settings(quality).dump();
    const Environment keys = {{kBflKey, "a-key"}, {kJudgeKey, kSecret}};
    gateway.emplace("serve",
                    std::vector<std::string>{"--config", folder + "/gateway.json", "--models",
                                             folder + "/models.json", "--threads", "1"},
                    keys);
  }
  ~Play() {
    gateway.reset();
    std::filesystem::remove_all(folder);
  }

  Tree settings(Tree quality) const {
    quality["judge"] = {{"provider", "eyes"}, {"model", "sees-all"}, {"price_micro_usd", 1500}};
    const auto named = [](const char* key) { return "${" + std::string(key) + "}"; };
    return {{"providers",
             {{{"name", "bfl"},
               {"codec", "bfl"},
               {"origin", bfl.origin()},
               {"credential", named(kBflKey)}},
              {{"name", "eyes"},
               {"codec", "openai"},
               {"origin", judge.origin()},
               {"credential", named(kJudgeKey)}}}},
            {"offers", {{{"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}}}},
            {"quality", quality}};
  }

  // What the trace of the run has on its first picture, once the judge has spoken.
  Tree judged(const std::string& run) const {
    for (int i = 0; i < 250; ++i) {
      const Tree trace = gateway->get("/v1/runs/" + run + "/trace").json;
      const Tree said = trace["quality"][0]["judge"];
      if (said.is_object() && said.contains("verdict")) return said;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return nullptr;
  }

  std::string folder = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-judge-XXXXXX";
  BflServer bfl{"a-key"};
  MockJudge judge;
  std::optional<GatewayProcess> gateway;
};

constexpr const char* kFox = R"({"prompt":"a red fox","aspect_ratio":"1:1","seed":7})";

}  // namespace

TEST_CASE("e2e judge: under guard what it fails is made again, and the key stays out of logs") {
  Play play({opinion("fail", 5), opinion("pass", 95)},
            {{"mode", "guard"}, {"max_extra_micro_usd", 60'000}});
  const HttpAnswer made = play.gateway->post("/v1/images", kFox);
  REQUIRE_EQ(made.status, 200);
  const Tree quality = made.json["fluxweir"]["quality"][0];
  CHECK_EQ(quality["judge"]["name"], "eyes");
  CHECK_EQ(quality["judge"]["verdict"], "pass");
  CHECK_EQ(quality["judge"]["fields"]["hands"]["score"], 95);
  CHECK_EQ(quality["judge"]["operator_micro_usd"], 1'500);
  CHECK_EQ(made.json["fluxweir"]["attempts"], 2);
  CHECK_EQ(made.json["fluxweir"]["cost_micro_usd"], 60'000);
  CHECK_EQ(play.bfl.submits(), 2);

  const auto seen = play.judge.seen();
  REQUIRE_EQ(seen.size(), 2u);
  CHECK_EQ(seen[1].target, "/v1/chat/completions");
  CHECK_EQ(seen[1].header("authorization"), "Bearer " + std::string(kSecret));
  const Tree asked = Tree::parse(seen[1].body, nullptr, false);
  const std::string url = asked["messages"][1]["content"][1]["image_url"]["url"];
  const std::string start = "data:image/jpeg;base64,";
  REQUIRE_EQ(url.substr(0, start.size()), start);
  CHECK(from_base64(url.substr(start.size())) ==
        open_picture(*play.gateway, made.json["images"][0]["url"]));

  const std::string metrics = play.gateway->get("/metrics").body;
  CHECK_NE(metrics.find(R"(fluxweir_judgements_total{judge="eyes",verdict="fail"} 1)"),
           std::string::npos);
  CHECK_NE(metrics.find(R"(fluxweir_judge_cost_micro_usd_total{judge="eyes"} 3000)"),
           std::string::npos);
  CHECK_EQ(play.gateway->stop(), 0);
  CHECK_EQ(play.gateway->log().find(kSecret), std::string::npos);
}

TEST_CASE("e2e judge: under score the answer does not wait, and the trace tells later") {
  Play play({opinion("fail", 5)}, Tree::object());
  const HttpAnswer made = play.gateway->post("/v1/images", kFox);
  REQUIRE_EQ(made.status, 200);
  CHECK_EQ(made.json["fluxweir"]["quality"][0]["judge"]["not_evaluated"], "pending");
  const Tree said = play.judged(made.json["fluxweir"]["run"]);
  REQUIRE(said.is_object());
  CHECK_EQ(said["verdict"], "fail");
  CHECK_EQ(said["reasons"][0], "hands: fingers");
  CHECK_EQ(play.bfl.submits(), 1);
}
