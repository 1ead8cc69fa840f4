#include <doctest/doctest.h>

#include "exchange/setbacks.h"
#include "support/bfl_play.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

HostProfile decoding() {
  HostProfile host;
  host.decodes = true;
  return host;
}

std::string with_quality(const std::string& members) {
  std::string settings = kTwoOffers;
  settings.insert(settings.find('{') + 1, "\"quality\":{" + members + "},");
  return settings;
}

Inspection fine(std::int32_t hash = 0) {
  Inspection seen;
  seen.score = 99'000;
  seen.verdict = "pass";
  seen.report = "{}";
  if (hash != 0) seen.hashes = {hash, ~hash, hash ^ 0x3C3C, hash ^ 0x0FF0};
  return seen;
}

Inspection blurred() {
  Inspection seen = fine();
  seen.verdict = "fail";
  seen.rejected = "blur: crete is 0.71, rejected from 0.6 on";
  return seen;
}

RunPlay played(std::deque<Inspection> sights, const std::string& quality,
               const char* body = R"({"prompt":"a red fox","seed":7})") {
  RunPlay play(with_quality(quality), body, BflPlay{}, decoding());
  play.show(std::move(sights));
  play.run();
  CHECK(play.finished());
  return play;
}

constexpr const char* kThree = R"({"prompt":"a red fox","seed":7,"num_images":3})";

}  // namespace

TEST_CASE("guard: what fitted thresholds reject is made again, with another seed") {
  const RunPlay play =
      played({blurred(), fine()}, R"("mode":"guard","max_extra_micro_usd":100000)");
  const Outcome& outcome = play.outcome();
  CHECK(outcome.state == RunState::Succeeded);
  REQUIRE_EQ(outcome.trace.size(), 2u);
  CHECK_EQ(outcome.trace[0].reason, "picture_poor_blur");
  CHECK_EQ(outcome.trace[0].end, "failed");
  CHECK_NE(outcome.seeds[0], 7u);
  CHECK_EQ(outcome.pictures[0].inspection.verdict, "pass");
  CHECK_EQ(outcome.cost.count, 60'000);   // of the caller: one picture
  CHECK_EQ(outcome.waste.count, 60'000);  // of the operator: the other one
}

TEST_CASE("guard: nothing is made again beyond the bound, and what is poor is not delivered") {
  for (const char* bound : {R"("mode":"guard")", R"("mode":"guard","max_extra_micro_usd":59999)"}) {
    CAPTURE(bound);
    const RunPlay play = played({blurred(), fine()}, bound);
    CHECK(play.outcome().state == RunState::Failed);
    CHECK_EQ(play.outcome().attempts, 1);
    CHECK_EQ(play.outcome().cost.count, 0);
    CHECK(play.outcome().failures[0].error.code == ErrorCode::UpstreamFailed);
  }
}

TEST_CASE("guard: one bound holds for all pictures of a run") {
  const RunPlay play = played({blurred(), blurred(), blurred(), fine(), fine(), fine()},
                              R"("mode":"guard","max_extra_micro_usd":120000)", kThree);
  CHECK(play.outcome().state == RunState::PartialSucceeded);
  CHECK_EQ(play.outcome().pictures.size(), 2u);
  CHECK_EQ(play.outcome().attempts, 5);
  CHECK_EQ(play.outcome().waste.count, 180'000);
}

TEST_CASE("guard: a provider whose pictures are rejected is not taken for a broken one") {
  RunPlay play(with_quality(R"("mode":"guard")"), kThree, BflPlay{}, decoding());
  play.show({blurred(), blurred(), blurred()});
  play.run();
  CHECK(play.outcome().state == RunState::Failed);
  CHECK_EQ(play.count("other.example"), 0u);
}

TEST_CASE("guard: score rejects nothing that only thresholds speak against") {
  const RunPlay play = played({blurred()}, R"("mode":"score","max_extra_micro_usd":100000)");
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().attempts, 1);
}

TEST_CASE("guard: a picture that could not be scored is delivered, and the receipt says so") {
  Inspection busy;
  busy.unscored = "busy";
  const RunPlay play = played({busy}, R"("mode":"guard","max_extra_micro_usd":100000)");
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().pictures[0].inspection.unscored, "busy");
}

TEST_CASE("guard: a bound holds for broken pictures too, whatever the mode") {
  BflPlay provider;
  provider.same_pictures = true;  // so that the second and third are copies
  RunPlay play(with_quality(R"("mode":"off","max_extra_micro_usd":60000)"), kThree, provider,
               decoding());
  play.run();
  CHECK_EQ(play.outcome().pictures.size(), 1u);
  CHECK_EQ(play.outcome().attempts, 4);
}

TEST_CASE("near-duplicates: one that looks like another of its run is made again") {
  const RunPlay play = played({fine(0x1234567), fine(0x1234567), fine(0x5a5a5a5a)},
                              R"("mode":"score")", R"({"prompt":"a","seed":7,"num_images":2})");
  const Outcome& outcome = play.outcome();
  CHECK(outcome.state == RunState::Succeeded);
  CHECK_EQ(outcome.pictures.size(), 2u);
  REQUIRE_EQ(outcome.trace.size(), 3u);
  CHECK_EQ(outcome.trace[1].reason, "picture_alike");
  CHECK_EQ(outcome.cost.count, 120'000);
}

TEST_CASE("near-duplicates: pictures after one reference may look alike") {
  HostProfile host = decoding();
  host.fetches_urls = true;
  RunPlay play(
      kTwoOffers,
      R"({"prompt":"a","seed":7,"num_images":2,"image_url":"https://pictures.example.com/a.png"})",
      BflPlay{}, host);
  play.show({fine(9), fine(9)});
  play.run();
  CHECK_EQ(play.outcome().attempts, 2);
  CHECK_EQ(play.outcome().pictures.size(), 2u);
}

TEST_CASE("guard: the quote tells the operator's worst case") {
  const auto worst = [](const std::string& settings, const std::string& flags) {
    Script play(settings);
    const Played done =
        play.post("/v1/images?dry_run=1" + flags, R"({"prompt":"a fox","num_images":2})");
    CHECK_EQ(done.status, 200);
    return done.json["quote"]["operator_worst_micro_usd"].get<std::int64_t>();
  };
  CHECK_EQ(worst(kTwoOffers, ""), 360'000);  // two pictures, three tries each
  const std::string guarded = with_quality(R"("mode":"guard","max_extra_micro_usd":90000)");
  CHECK_EQ(worst(guarded, ""), 210'000);
  CHECK_EQ(worst(guarded, "&max_extra_micro_usd=60000"), 180'000);
  CHECK_EQ(worst("", ""), 0);  // the renderer's
}

TEST_CASE("guard: a request asks for no more than the operator allows") {
  const auto status = [](const std::string& settings, const std::string& flags) {
    Script play(settings);
    const Played done = play.post("/v1/images?dry_run=1&" + flags, R"({"prompt":"a fox"})");
    if (done.status != 200) CHECK_EQ(done.json["error"]["code"], "invalid_request");
    return done.status;
  };
  const std::string allowed = with_quality(R"("max_extra_micro_usd":90000)");
  CHECK_EQ(status(kTwoOffers, "quality_check=guard"), 400);
  CHECK_EQ(status(kTwoOffers, "max_extra_micro_usd=0"), 200);
  CHECK_EQ(status(kTwoOffers, "max_extra_micro_usd=1"), 400);
  CHECK_EQ(status(allowed, "quality_check=guard"), 200);
  CHECK_EQ(status(allowed, "quality_check=guard&max_extra_micro_usd=90001"), 400);
  CHECK_EQ(status(allowed, "quality_check=guard&max_extra_micro_usd=-1"), 400);
  CHECK_EQ(status(allowed, "quality_check=guard&max_extra_micro_usd=1.5"), 400);
  CHECK_EQ(status(allowed, "quality_check=gaurd"), 400);
}

TEST_CASE("guard: what a caller's own words may bring about speaks against no provider") {
  for (const Flaw flaw : {Flaw::Black, Flaw::Blank, Flaw::Alike, Flaw::Poor})
    CHECK_FALSE(is_at_fault(flawed(flaw, {}).kind));
  for (const Flaw flaw : {Flaw::NoPicture, Flaw::Cut, Flaw::Broken, Flaw::Format, Flaw::Size})
    CHECK(is_at_fault(flawed(flaw, {}).kind));
}

namespace {

// Three offers, the last one dear; its pictures cost the operator 60,000, theirs 20,000.
std::string three_offers() {
  std::string text = with_quality(R"("mode":"guard","max_extra_micro_usd":20000)");
  const std::string third =
      R"({"name":"bfl3","codec":"bfl","origin":"https://third.example","credential":"${T}"},)";
  text.insert(text.find('[') + 1, third);
  const std::string dear =
      R"({"id":"dear","model":"flux-pro-v1-1-ultra","provider":"bfl3","priority":0},)";
  text.insert(text.find('[', text.find("offers")) + 1, dear);
  for (const char* id : {R"("id":"first",)", R"("id":"second",)"}) {
    const std::size_t at = text.find(id) + std::string(id).size();
    text.insert(at, R"("price_micro_usd":20000,)");
  }
  return text;
}

}  // namespace

TEST_CASE("guard: the bound holds for the offer that is asked in the end, not for the next one") {
  Said busy;  // and not billed
  busy.status = 503;
  busy.body = "{}";
  BflPlay pictures;
  const auto provider = [pictures, busy](const Seen& call) mutable {
    const bool second = call.url.rfind("https://other.example", 0) == 0;
    return second && call.method == "POST" ? busy : pictures(call);
  };
  RunPlay play(three_offers(), R"({"prompt":"a red fox","seed":7})", provider, decoding());
  play.show({blurred(), fine()});
  play.run();
  CHECK(play.finished());
  CHECK_EQ(play.count("third.example"), 0u);
  CHECK(play.outcome().state == RunState::Failed);
}

TEST_CASE("guard: an offer that is too dear is passed over for a cheaper one") {
  std::string text = three_offers();
  text.replace(text.find(R"("priority":0)"), 12, R"("priority":9)");  // the dear one first
  text.replace(text.find("\"max_extra_micro_usd\":20000"), 27, "\"max_extra_micro_usd\":30000");
  RunPlay play(text, R"({"prompt":"a red fox","seed":7})", BflPlay{}, decoding());
  play.show({blurred(), blurred(), fine()});
  play.run();
  CHECK_EQ(play.outcome().attempts, 2);  // 60,000, then 20,000 of 30,000; no more
  CHECK_EQ(play.count("third.example/v1/flux"), 1u);
}

TEST_CASE("guard: who leaves while the picture is looked at pays for no other one") {
  for (const Millis when : {Millis{15'000}, Millis{25'000}}) {
    RunPlay play(with_quality(R"("mode":"guard","max_extra_micro_usd":90000)"),
                 R"({"prompt":"a red fox","seed":7,"sync_mode":true})", BflPlay{}, decoding());
    play.show({blurred(), fine()}, {20'000});
    play.nudge_at(when, {{}, Nudge::Why::Abandoned, 0, 0, {}});
    play.run();
    CHECK(play.outcome().state == RunState::Cancelled);
    CHECK_EQ(play.count("v1/flux"), 1u);
  }
}

TEST_CASE("guard: what a provider says it takes counts where callers pay less") {
  std::string text = with_quality(R"("mode":"guard","max_extra_micro_usd":50000)");
  text.erase(text.find(R"(,
    {"id":"second")"),
             std::string(R"(,
    {"id":"second","model":"flux-pro-v1-1-ultra","provider":"bfl2","priority":1})")
                 .size());
  text.insert(text.find(R"("id":"first")"), R"("price_micro_usd":0,)");
  RunPlay play(text, R"({"prompt":"a red fox","seed":7})", BflPlay{}, decoding());
  play.show({blurred(), fine()});
  play.run();
  CHECK_EQ(play.outcome().attempts, 1);  // it says 60,000
}
