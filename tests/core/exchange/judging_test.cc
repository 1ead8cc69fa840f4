#include <doctest/doctest.h>

#include "dialects/receipt.h"
#include "exchange/judging.h"
#include "json/tree.h"
#include "support/bfl_play.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr const char* kGood =
    R"({"faces":{"score":91,"reason":"even"},"hands":{"score":null,"reason":""},)"
    R"("text":{"score":null,"reason":""},"adherence":{"score":88,"reason":"a fox, red"},)"
    R"("verdict":"pass"})";
constexpr const char* kBad =
    R"({"faces":{"score":null,"reason":""},"hands":{"score":12,"reason":"six fingers"},)"
    R"("text":{"score":80,"reason":""},"adherence":{"score":88,"reason":""},"verdict":"fail"})";

// A chat completion whose content is `content`.
std::string chat(const std::string& content) {
  json::Writer out;
  out.begin_object().key("choices").begin_array().begin_object().key("message").begin_object();
  out.member("role", "assistant").member("content", content);
  out.end_object().end_object().end_array().end_object();
  return out.take();
}

// Settings with a judge; `more` are further members of the section `quality`.
std::string settings(const std::string& more, const char* codec = "openai") {
  std::string text = kTwoOffers;
  const std::string judge = std::string(R"({"name":"eyes","codec":")") + codec +
                            R"(","origin":"https://judge.example","credential":"${EYES}"},)";
  text.insert(text.find('[') + 1, judge);
  return text.insert(
      text.find('{') + 1,
      R"("quality":{"judge":{"provider":"eyes","model":"sees-all","price_micro_usd":2000)" + more +
          "},");
}
const std::string kScore = "}";
const std::string kGuard = R"(},"mode":"guard","max_extra_micro_usd":60000)";

// A provider of pictures and a judge.
struct Scene {
  std::deque<Said> opinions;
  BflPlay pictures = {};

  Said operator()(const Seen& call) {
    if (call.url.rfind("https://judge.example", 0) != 0) return pictures(call);
    Said said;
    said.silent = opinions.empty();
    if (!opinions.empty()) {
      said = opinions.front();
      opinions.pop_front();
    }
    return said;
  }
};

Said says(const std::string& body, int status = 200) {
  Said said;
  said.status = status;
  said.body = body;
  return said;
}

RunPlay played(const std::string& with, std::deque<Said> opinions,
               const char* body = R"({"prompt":"a red fox","seed":7})") {
  HostProfile host;
  host.decodes = true;
  RunPlay play(with, body, Scene{std::move(opinions)}, host);
  play.run();
  CHECK(play.finished());
  return play;
}

const Judgement& judgement(const RunPlay& play) {
  REQUIRE_FALSE(play.outcome().pictures.empty());
  return play.outcome().pictures[0].judgement;
}

}  // namespace

TEST_CASE("judge: under guard it sees the picture and the final prompt before anyone else") {
  const RunPlay play = played(settings(kGuard), {says(chat(kGood))});
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(judgement(play).judge, "eyes");
  CHECK_EQ(judgement(play).verdict, "pass");
  CHECK_EQ(judgement(play).unjudged, "");
  CHECK_EQ(judgement(play).cost.count, 2'000);
  CHECK_EQ(json::parse_tree(judgement(play).fields)->at("faces").at("score"), 91);
  CHECK(json::parse_tree(judgement(play).fields)->at("hands").at("score").is_null());
  const Seen& call = play.calls().back();
  CHECK_EQ(call.url, "https://judge.example/v1/chat/completions");
  CHECK_EQ(call.credential.name, "EYES");
  CHECK_EQ(call.credential.prefix, "Bearer ");
  const json::Tree asked = *json::parse_tree(call.body);
  CHECK_EQ(asked["model"], "sees-all");
  CHECK_EQ(asked["messages"][1]["content"][0]["text"], "The prompt: " + play.outcome().prompt.text);
  CHECK_EQ(asked["messages"][1]["content"][1]["image_url"]["url"], "data:image/jpeg;base64,");
  CHECK_EQ(asked["response_format"]["json_schema"]["schema"]["required"].size(), 5);
  CHECK_EQ(play.outcome().cost.count, 60'000);  // the caller's price is as ever
}

TEST_CASE("judge: under guard what it fails is made again, once for each that the bound pays") {
  const RunPlay play = played(settings(kGuard), {says(chat(kBad)), says(chat(kGood))});
  CHECK(play.outcome().state == RunState::Succeeded);
  REQUIRE_EQ(play.outcome().trace.size(), 2u);
  CHECK_EQ(play.outcome().trace[0].reason, "picture_poor_judge");
  CHECK_EQ(judgement(play).verdict, "pass");
  const RunPlay twice = played(settings(kGuard), {says(chat(kBad)), says(chat(kBad))});
  CHECK(twice.outcome().state == RunState::Failed);
  CHECK_EQ(twice.outcome().cost.count, 0);
}

TEST_CASE("judge: one that is away, late or not understood holds nothing up") {
  Said lost;
  lost.lost = "connect";
  lost.sent = false;
  const std::pair<Said, const char*> answers[] = {
      {lost, "connect"},
      {says("{}", 500), "http_500"},
      {says("<html>"), "unreadable"},
      {says("{}"), "unreadable"},
      {says(chat("I like it")), "unreadable"},
      {says(chat(R"({"verdict":"pass"})")), "unreadable"},
      {says(chat(R"({"verdict":"great","faces":{"score":1,"reason":""}})")), "unreadable"},
      {says(R"({"choices":[{"message":{"content":null,"refusal":"no"}}]})"), "unreadable"}};
  for (const auto& row : answers) {
    const char* why = row.second;
    CAPTURE(why);
    const RunPlay play = played(settings(kGuard), {row.first});
    CHECK(play.outcome().state == RunState::Succeeded);
    CHECK_EQ(judgement(play).unjudged, why);
    CHECK_EQ(judgement(play).verdict, "");
  }
  const RunPlay silent = played(settings(kGuard), {});
  CHECK(silent.outcome().state == RunState::Succeeded);
  CHECK_EQ(judgement(silent).unjudged, "timeout");
  CHECK_EQ(silent.cancels(), 1u);
  CHECK_LT(silent.took().count, 45'000);  // ready after 9 s, 30 s for the judge
}

TEST_CASE("judge: scores out of range and long texts are not passed on") {
  std::string high = kGood;
  high.replace(high.find("91"), 2, "910");
  CHECK_EQ(judgement(played(settings(kGuard), {says(chat(high))})).unjudged, "unreadable");
  std::string talks = kBad;
  talks.replace(talks.find("six fingers"), 11, std::string(5'000, 'x'));
  const RunPlay play = played(settings(kScore), {says(chat(talks))});
  REQUIRE_EQ(judgement(play).reasons.size(), 1u);
  CHECK_EQ(judgement(play).reasons[0], "hands: " + std::string(300, 'x'));
  CHECK_LT(judgement(play).fields.size(), 700u);
}

TEST_CASE("judge: under score it is asked when the run is over, and the stored run tells") {
  const RunPlay play = played(settings(kScore), {says(chat(kBad))});
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(judgement(play).verdict, "fail");
  CHECK_EQ(judgement(play).reasons[0], "hands: six fingers");
  CHECK_EQ(play.outcome().attempts, 1);
  REQUIRE_GE(play.states().size(), 2u);
  CHECK_EQ(play.states().back(), "succeeded");
  CHECK_EQ(play.states()[play.states().size() - 2], "succeeded");  // settled before it was asked
}

TEST_CASE("judge: under score nobody is asked where nothing is kept to tell it from") {
  const RunPlay play =
      played(settings(kScore), {}, R"({"prompt":"a red fox","seed":7,"sync_mode":true})");
  CHECK_EQ(judgement(play).unjudged, "no_storage");
  CHECK_EQ(play.count("judge.example"), 0u);
}

TEST_CASE("judge: the budget of a run is kept") {
  const RunPlay play =
      played(settings(R"(,"max_micro_usd_per_run":4000)" + kScore),
             {says(chat(kGood)), says(chat(kGood))}, R"({"prompt":"a","seed":7,"num_images":3})");
  CHECK_EQ(play.count("judge.example"), 2u);
  std::int64_t cost = 0;
  int unpaid = 0;
  for (const Picture& picture : play.outcome().pictures) {
    cost += picture.judgement.cost.count;
    unpaid += picture.judgement.unjudged == "budget" ? 1 : 0;
  }
  CHECK_EQ(cost, 4'000);
  CHECK_EQ(unpaid, 1);
}

TEST_CASE("judge: off asks nobody") {
  const RunPlay play = played(settings(R"(},"mode":"off")"), {});
  CHECK_EQ(play.count("judge.example"), 0u);
  CHECK_EQ(judgement(play).judge, "");
}

TEST_CASE("judge: runflow's evaluation is looked at until it is decided") {
  const std::string running = R"({"id":"e/1","status_code":"running","overall_passed":null})";
  const RunPlay play =
      played(settings(kGuard, "runflow"),
             {says(running, 202), says(running),
              says(R"({"id":"e/1","status_code":"completed","overall_passed":true,)"
                   R"("weighted_pass_rate":0.93,"top_issues":["slight banding"]})")});
  CHECK_EQ(judgement(play).verdict, "pass");
  CHECK_EQ(judgement(play).fields, R"({"weighted_pass_rate":0.93})");
  CHECK_EQ(judgement(play).reasons, std::vector<std::string>{"slight banding"});
  CHECK_EQ(play.calls().back().url, "https://judge.example/v1/evaluations/e%2F1");
  const RunPlay failed =
      played(settings(kGuard, "runflow"), {says(R"({"id":"e","status_code":"failed"})")});
  CHECK_EQ(judgement(failed).unjudged, "judge_failed");
  const RunPlay open =
      played(settings(kGuard, "runflow"), {says(R"({"id":"e","status_code":"completed"})")});
  CHECK_EQ(judgement(open).unjudged, "undecided");
}

TEST_CASE("judge: the receipt names the judge's words as the judge's") {
  const auto told = [](const Judgement& said) {
    Outcome outcome;
    outcome.pictures.resize(1);
    outcome.pictures[0].inspection.unscored = "busy";
    outcome.pictures[0].judgement = said;
    json::Writer out;
    out.begin_object();
    write_receipt(out, outcome);
    out.end_object();
    return json::parse_tree(out.text())->at("fluxweir").at("quality")[0].at("judge").dump();
  };
  CHECK_EQ(told({}), R"("not_evaluated")");
  CHECK_EQ(told({"eyes", "timeout", "", {}, "", {2'000}}),
           R"({"name":"eyes","not_evaluated":"timeout"})");
  CHECK_EQ(told({"eyes", "", "fail", {"hands: six"}, R"({"hands":{"score":1}})", {2'000}}),
           R"({"name":"eyes","verdict":"fail","reasons":["hands: six"],)"
           R"("fields":{"hands":{"score":1}},"operator_micro_usd":2000})");
}

TEST_CASE("judge: the quote's worst case has it in it") {
  const auto worst = [](const std::string& with) {
    Script play(with);
    return play.post("/v1/images?dry_run=1", R"({"prompt":"a fox","num_images":2})")
        .json["quote"]["operator_worst_micro_usd"]
        .get<std::int64_t>();
  };
  CHECK_EQ(worst(settings(kGuard)), 120'000 + 60'000 + 2 * 3 * 2'000);
  CHECK_EQ(worst(settings(kScore)), 360'000 + 2 * 2'000);
  CHECK_EQ(worst(settings(R"(,"max_micro_usd_per_run":3000)" + kScore)), 363'000);
  CHECK_EQ(worst(settings(R"(},"mode":"off")")), 360'000);
}

TEST_CASE("judge: the quote's worst case is without it where it would not be asked") {
  HostProfile stateless;
  stateless.stateless = true;
  const auto worst = [](const HostProfile& host, const char* body) {
    Script play(settings(kScore), host);
    return play.post("/v1/images?dry_run=1", body)
        .json["quote"]["operator_worst_micro_usd"]
        .get<std::int64_t>();
  };
  CHECK_EQ(worst({}, R"({"prompt":"a fox"})"), 182'000);
  CHECK_EQ(worst({}, R"({"prompt":"a fox","sync_mode":true})"), 180'000);
  CHECK_EQ(worst(stateless, R"({"prompt":"a fox"})"), 180'000);
}

TEST_CASE("judge: what an ended process left pending is not waited for any more") {
  Outcome outcome;
  outcome.state = RunState::Succeeded;
  outcome.completed = {1'000'000};
  outcome.pictures.resize(2);
  outcome.pictures[0].judgement.unjudged = kPending;
  Judge judge;
  judge.timeout = {30'000};
  const auto at = [&](std::int64_t wall, const std::optional<Judge>& with) {
    Outcome seen = outcome;
    give_up_pending(seen, with, {{}, {wall}});
    CHECK_EQ(seen.pictures[1].judgement.unjudged, "");
    return seen.pictures[0].judgement.unjudged;
  };
  CHECK_EQ(at(1'030'000, judge), "pending");
  CHECK_EQ(at(1'061'000, judge), "gateway_stopped");
  CHECK_EQ(at(1'031'000, std::nullopt), "gateway_stopped");
  outcome.state = RunState::Running;
  CHECK_EQ(at(9'000'000, judge), "pending");
}

TEST_CASE("judge: one that was never reached costs nothing") {
  Said lost;
  lost.lost = "connect";
  lost.sent = false;
  CHECK_EQ(judgement(played(settings(kGuard), {lost})).cost.count, 0);
  lost.sent = true;
  CHECK_EQ(judgement(played(settings(kGuard), {lost})).cost.count, 2'000);
}

TEST_CASE("judge: its calls are among those that the host counts") {
  HostProfile host;
  host.decodes = true;
  host.bounds.fetches = 8;
  const std::string running = R"({"id":"e","status_code":"running"})";
  RunPlay play(settings(kGuard, "runflow"), R"({"prompt":"a red fox","seed":7})",
               Scene{std::deque<Said>(20, says(running, 202))}, host);
  play.run();
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(judgement(play).unjudged, "no_calls_left");
  CHECK_LE(play.calls().size(), 8u);
  CHECK_GE(play.count("judge.example"), 1u);
}
