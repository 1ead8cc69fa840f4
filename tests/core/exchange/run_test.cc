#include <doctest/doctest.h>

#include "support/bfl_play.h"
#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr const char* kFox = R"({"prompt":"a red fox","seed":7})";

Said status(int code, Headers headers = {}) {
  Said said;
  said.status = code;
  said.body = R"({"detail":"no"})";
  said.headers = std::move(headers);
  return said;
}

Said lost(std::string reason, bool sent) {
  Said said;
  said.lost = std::move(reason);
  said.sent = sent;
  return said;
}

Said text(std::string body) {
  Said said;
  said.body = std::move(body);
  return said;
}

RunPlay played(BflPlay bfl, const char* body = kFox, const char* settings = kTwoOffers) {
  RunPlay play(settings, body, std::move(bfl));
  play.run();
  CHECK(play.finished());
  return play;
}

std::int64_t in_ledger(const RunPlay& play, std::size_t column) {
  REQUIRE_EQ(play.ledger().size(), 11);
  return std::get<std::int64_t>(play.ledger()[column]);
}
std::int64_t charged(const RunPlay& play) { return in_ledger(play, 8); }
std::int64_t wasted(const RunPlay& play) { return in_ledger(play, 9); }

std::string error_of(const RunPlay& play) {
  const auto& failures = play.outcome().failures;
  return failures.empty() ? "" : std::string(wire_name(failures.front().error.code));
}

}  // namespace

TEST_CASE("run: submits, looks, fetches and charges once") {
  const RunPlay play = played({});
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.count("api.bfl.ai/v1/flux-pro-1.1-ultra"), 1);
  CHECK_EQ(play.count("delivery-eu1"), 1);
  CHECK_LE(play.calls().size(), 6);
  CHECK_EQ(charged(play), 60'000);
  CHECK_EQ(wasted(play), 0);
  CHECK_EQ(play.outcome().offer, "first");
  const Attempt& attempt = play.outcome().trace.at(0);
  CHECK_EQ(attempt.end, "delivered");
  CHECK_EQ(attempt.provider_id, "b7");
  CHECK_EQ(attempt.provider_cost.count, 60'000);
  CHECK_EQ(attempt.calls, static_cast<std::int32_t>(play.calls().size()));
  CHECK_EQ(play.states(), std::vector<std::string>{"running", "succeeded"});
}

TEST_CASE("run: sends the key to the provider only") {
  const RunPlay play = played({});
  for (const Seen& call : play.calls()) {
    const bool own = call.url.rfind("https://api.bfl.ai/", 0) == 0;
    CHECK_EQ(call.credential.name, own ? "BFL_KEY" : "");
  }
  BflPlay elsewhere;
  elsewhere.submits.push_back(
      text(R"({"id":"b7","polling_url":"https://evil.example/v1/get_result?id=b7"})"));
  elsewhere.ready_after = {0};
  const RunPlay lured = played(elsewhere);
  CHECK_EQ(lured.count("evil.example"), 0);
  CHECK_EQ(lured.count("https://api.bfl.ai/v1/get_result?id=b7"), 1);
}

TEST_CASE("run: fetches no picture from inside addresses") {
  BflPlay bfl;
  bfl.sample = "http://169.254.169.254/latest/meta-data";
  const RunPlay play = played(bfl);
  CHECK_EQ(play.count("169.254"), 0);
  CHECK_EQ(error_of(play), "upstream_failed");
  CHECK_EQ(charged(play), 0);
  CHECK_EQ(wasted(play), 60'000);
}

TEST_CASE("run: asks the next offer when the first did not take it") {
  for (const Said& said : {status(401), status(402), status(403), status(404), status(429),
                           status(503), status(302), lost("connect", false), lost("tls", false)}) {
    CAPTURE(said.status);
    CAPTURE(said.lost);
    BflPlay bfl;
    bfl.submits.push_back(said);
    const RunPlay play = played(bfl);
    CHECK(play.outcome().state == RunState::Succeeded);
    CHECK_EQ(play.outcome().offer, "second");
    CHECK_EQ(play.outcome().attempts, 2);
    CHECK_EQ(charged(play), 60'000);
    CHECK_EQ(wasted(play), 0);
    CHECK(play.outcome().trace.at(0).end ==
          (said.lost.empty() ? "refused" : std::string("not_sent")));
  }
}

TEST_CASE("run: carries no refusal to another offer") {
  struct Row {
    const char* status;
    const char* code;
  };
  for (const Row& row :
       {Row{"Request Moderated", "prompt_refused"}, Row{"Content Moderated", "picture_refused"}}) {
    BflPlay bfl;
    bfl.ready = std::string(R"({"id":"b7","status":")") + row.status + "\"}";
    const RunPlay play = played(bfl);
    CHECK_EQ(error_of(play), row.code);
    CHECK_EQ(play.count("other.example"), 0);
    CHECK_EQ(charged(play), 0);
  }
  for (const int code : {400, 413, 422}) {
    BflPlay bfl;
    bfl.submits.push_back(status(code));
    const RunPlay play = played(bfl);
    CHECK_EQ(error_of(play), "upstream_refused");
    CHECK_EQ(play.calls().size(), 1);
  }
}

TEST_CASE("run: pays nobody else while the outcome is unknown") {
  for (const Said& said :
       {lost("reset", true), lost("timeout", true), status(500), status(502), status(504),
        text("<html>"), text("{\"id\":\"b7"), text("{}"), text("[]"), text("")}) {
    BflPlay bfl;
    bfl.submits.push_back(said);
    const RunPlay play = played(bfl);
    CHECK_EQ(error_of(play), "outcome_unknown");
    CHECK_EQ(play.calls().size(), 1);
    CHECK_EQ(charged(play), 0);
    CHECK_EQ(wasted(play), 60'000);
    CHECK_EQ(play.outcome().trace.at(0).end, "unknown");
  }
}

TEST_CASE("run: waits out a busy provider that is the only one") {
  constexpr const char* kOne = R"({
    "providers":[{"name":"bfl","codec":"bfl","origin":"https://api.bfl.ai"}],
    "offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"}]})";
  BflPlay bfl;
  bfl.submits.push_back(status(429, {{"Retry-After", "7"}}));
  const RunPlay play = played(bfl, kFox, kOne);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_GE(play.calls().at(1).at.count, 7'000);
  CHECK_EQ(charged(play), 60'000);
  BflPlay never;
  for (int i = 0; i < 9; ++i) never.submits.push_back(status(429, {{"Retry-After", "2"}}));
  const RunPlay given_up = played(never, kFox, kOne);
  CHECK_EQ(given_up.calls().size(), 3);
  CHECK_EQ(error_of(given_up), "unavailable");
  CHECK_EQ(given_up.outcome().failures.at(0).error.retry_after.value_or(Millis{}).count, 2'000);
}

TEST_CASE("run: looks again when a look tells nothing") {
  BflPlay bfl;
  bfl.looks = {status(500), lost("reset", true), text("<html>"), status(429),
               text(R"({"id":"b7","status":"Task not found"})")};
  const RunPlay play = played(bfl);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.count("flux-pro-1.1-ultra"), 1);
  CHECK_EQ(charged(play), 60'000);
}

TEST_CASE("run: fetches a picture again until it is whole") {
  Said cut;
  cut.picture = tiny_picture(Format::Jpeg, {2752, 1536});
  cut.picture.resize(cut.picture.size() - 2);
  BflPlay bfl;
  bfl.downloads = {status(404), cut, lost("reset", true), text("<html>expired</html>")};
  const RunPlay play = played(bfl);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.count("delivery-eu1"), 5);
  CHECK_EQ(play.count("flux-pro-1.1-ultra"), 1);
}

TEST_CASE("run: asks the next offer when the picture is of another size or format") {
  for (const std::string& bytes :
       {tiny_picture(Format::Jpeg, {64, 64}), tiny_picture(Format::Png, {2752, 1536})}) {
    Said wrong;
    wrong.picture = bytes;
    BflPlay bfl;
    bfl.downloads = {wrong};
    const RunPlay play = played(bfl);
    CHECK(play.outcome().state == RunState::Succeeded);
    CHECK_EQ(play.outcome().offer, "second");
    CHECK_EQ(play.outcome().trace.at(0).end, "failed");
    CHECK_EQ(charged(play), 60'000);
    CHECK_EQ(wasted(play), 60'000);
  }
}

TEST_CASE("run: has a damaged picture made by the next offer and names the damage") {
  Said damaged;
  damaged.picture = tiny_picture(Format::Jpeg, {2752, 1536});
  damaged.picture.insert(2, 1, 'x');  // where a marker belongs
  damaged.picture[2] = '\xff';
  damaged.picture[3] = '\0';
  BflPlay bfl;
  bfl.downloads = {6, damaged};
  const RunPlay play = played(bfl);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().offer, "second");
  CHECK_EQ(play.outcome().trace.at(0).reason, "picture_bad_marker");
  CHECK_EQ(charged(play), 60'000);
  CHECK_EQ(wasted(play), 60'000);
}

TEST_CASE("run: makes a picture that came twice again with another seed") {
  BflPlay bfl;
  bfl.downloads.resize(2);
  for (Said& said : bfl.downloads) said.picture = tiny_picture(Format::Jpeg, {2752, 1536}, 7);
  const RunPlay play = played(bfl, R"({"prompt":"a red fox","num_images":2,"seed":7})");
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().trace.size(), 3);
  CHECK_EQ(charged(play), 120'000);
  CHECK_EQ(wasted(play), 60'000);
  for (const Picture& picture : play.outcome().pictures)
    CHECK_EQ(play.outcome().seeds.at(static_cast<std::size_t>(picture.index)), picture.seed);
}

TEST_CASE("run: charges one of pictures that are always the same") {
  BflPlay bfl;
  bfl.same_pictures = true;
  const RunPlay play = played(bfl, R"({"prompt":"a red fox","num_images":2,"seed":7})");
  CHECK(play.outcome().state == RunState::PartialSucceeded);
  CHECK_EQ(play.outcome().trace.size(), 4);
  CHECK_EQ(play.outcome().trace.back().reason, "picture_duplicate");
  CHECK_EQ(charged(play), 60'000);
}

TEST_CASE("run: asks the next offer when the task failed") {
  BflPlay bfl;
  bfl.looks = {text(R"({"id":"b7","status":"Error"})")};
  const RunPlay play = played(bfl);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.outcome().offer, "second");
  CHECK_EQ(play.outcome().trace.at(0).end, "failed");
}

TEST_CASE("run: gives up a forgotten task without paying again") {
  BflPlay bfl;
  for (int i = 0; i < 20; ++i)
    bfl.looks.push_back(text(R"({"id":"b7","status":"Task not found"})"));
  const RunPlay play = played(bfl);
  CHECK_EQ(error_of(play), "outcome_unknown");
  CHECK_EQ(play.count("flux-pro-1.1-ultra"), 1);
  CHECK_EQ(wasted(play), 60'000);
}

TEST_CASE("run: ends at its deadline with what is unknown named so") {
  BflPlay bfl;
  bfl.never_ready = true;
  const RunPlay play = played(bfl);
  CHECK_EQ(error_of(play), "outcome_unknown");
  CHECK_EQ(play.outcome().duration.count, 120'000);
  CHECK_LE(play.calls().size(), 14);
  Said silent;
  silent.silent = true;
  BflPlay mute;
  mute.submits.push_back(silent);
  const RunPlay hung = played(mute);
  CHECK_EQ(error_of(hung), "outcome_unknown");
  CHECK_EQ(hung.cancels(), 1);
}

TEST_CASE("run: charges the delivered ones of several") {
  BflPlay bfl;
  bfl.submits = {status(422)};
  const RunPlay play = played(bfl, R"({"prompt":"a red fox","num_images":3,"seed":7})");
  CHECK(play.outcome().state == RunState::PartialSucceeded);
  CHECK_EQ(play.outcome().pictures.size(), 2);
  CHECK_EQ(play.outcome().failures.at(0).index, 0);
  CHECK_EQ(charged(play), 120'000);
  CHECK(play.calls().at(1).body.find("\"seed\":8") != std::string::npos);
}

TEST_CASE("run: resubmits where a repeat costs nothing") {
  constexpr const char* kSafe = R"({
    "providers":[{"name":"gpu","codec":"bfl","origin":"http://127.0.0.1:9","resubmit":"safe"}],
    "offers":[{"model":"flux-pro-v1-1-ultra","provider":"gpu"}]})";
  BflPlay bfl;
  bfl.submits = {lost("reset", true), status(500)};
  bfl.sample = "http://127.0.0.1:9/1.jpg";
  const RunPlay play = played(bfl, kFox, kSafe);
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.count("flux-pro-1.1-ultra"), 3);
  CHECK_EQ(wasted(play), 0);
}

TEST_CASE("run: a hook wakes it, and names a submit that was lost") {
  const std::string settings =
      std::string(R"({"public_url":"https://images.example",)") + (kTwoOffers + 1);
  BflPlay bfl;
  bfl.submits = {lost("reset", true)};
  bfl.ready_after = {0};
  RunPlay play(settings, kFox, bfl);
  play.nudge_at({4'000}, {{}, Nudge::Why::Hook, 0, 1, "b7"});
  play.run();
  CHECK(play.outcome().state == RunState::Succeeded);
  CHECK_EQ(play.count("flux-pro-1.1-ultra"), 1);
  CHECK(play.calls().at(0).body.find("\"webhook_url\":\"https://images.example/hooks/bfl/") !=
        std::string::npos);
  CHECK_EQ(play.calls().at(1).url, "https://api.bfl.ai/v1/get_result?id=b7");
  BflPlay slow;
  slow.ready_after = {3'000};
  RunPlay woken(settings, kFox, slow);
  woken.nudge_at({3'000}, {{}, Nudge::Why::Hook, 0, 1, {}});
  woken.run();
  CHECK_EQ(woken.calls().at(1).at.count, 3'000);
  RunPlay silent(settings, kFox, [](const Seen&) { return lost("reset", true); });
  silent.run();
  CHECK_EQ(error_of(silent), "outcome_unknown");
  CHECK_EQ(silent.calls().size(), 1);
}

TEST_CASE("run: stops asking when nobody can have the picture") {
  BflPlay bfl;
  RunPlay play(kTwoOffers, R"({"prompt":"a red fox","sync_mode":true})", bfl);
  play.nudge_at({2'000}, {{}, Nudge::Why::Abandoned, 0, 0, {}});
  play.run();
  CHECK(play.outcome().state == RunState::Cancelled);
  CHECK_EQ(charged(play), 0);
  CHECK_EQ(wasted(play), 60'000);
  CHECK_EQ(play.calls().size(), 1);
}
