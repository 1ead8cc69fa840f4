// One run with one picture at two paid offers, whatever the provider and the host do: it ends, it
// pays at most three times, and never again while it is unknown whether an earlier time counted.
#include <algorithm>
#include <array>

#include "exchange/run.h"
#include "gateway.h"
#include "machine_play.h"
#include "providers/registry.h"
#include "support/bfl_play.h"

namespace fluxweir::embedded {
extern const std::string_view models;  // NOLINT(readability-identifier-naming): after its file
}

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

constexpr std::array<int, 14> kStatuses = {200, 200, 200, 202, 400, 402, 403,
                                           404, 422, 429, 500, 502, 503, 302};
constexpr std::array<std::string_view, 16> kBodies = {
    R"({"id":"b7","polling_url":"https://api.bfl.ai/v1/get_result?id=b7","cost":6.0})",
    R"({"id":"b8"})",
    R"({"id":"b7","status":"Pending","progress":null,"result":null})",
    R"({"id":"b7","status":"Ready","result":{"sample":"https://delivery-eu1.bfl.ai/results/1.jpg"}})",
    R"({"id":"b7","status":"Ready","result":{"sample":"http://127.0.0.1/x"}})",
    R"({"id":"b7","status":"Request Moderated","result":null})",
    R"({"id":"b7","status":"Content Moderated","result":null})",
    R"({"id":"b7","status":"Error","result":null})",
    R"({"id":"b7","status":"Task not found","result":null})",
    R"({"id":"b7","status":"Ready","result":null})",
    R"({"detail":"Insufficient credits"})",
    R"({"detail":[{"loc":["body","prompt"],"msg":"x","type":"y"}]})",
    R"({"id":7})",
    "{}",
    "<html>gateway</html>",
    ""};

Context load() {
  Result<Catalog> catalog = Catalog::load(embedded::models);
  law(catalog.has_value(), "the catalogue is good");
  Result<Settings> settings = load_settings(kTwoOffers, *catalog, {});
  law(settings.has_value(), "the settings are good");
  return {std::move(*catalog), std::move(*settings)};
}

// What a gateway learns of its offers must not reach the next input.
const Context& fresh_context() {
  static const Context kContext = load();
  kContext.health = {};
  return kContext;
}

const RunSpec& good_spec() {
  static const RunSpec kSpec = [] {
    const Result<Gateway> gateway = Gateway::load(kTwoOffers);
    RequestHead head{"POST", "/v1/images", "", "http", "localhost", {}, true};
    head.headers = {{"content-type", "application/json"}};
    const Now now{{5'000'000}, {1'767'225'600'000}};
    Result<Plan> plan = gateway->plan(head, R"({"prompt":"a fox"})", now, {});
    law(plan.has_value(), "the request is good");
    return std::move(plan->spec);
  }();
  return kSpec;
}

// Where the paying stands.
enum class Paid { No, Asked, Taken, Unknown };

class OneRun final : public MachinePlay {
 public:
  explicit OneRun(RunSpec spec) : machine_(fresh_context(), std::move(spec)) {}

  // The whole story of a call's answer, as the machine hears it.
  void answer(const Fetch& fetch, Choices& choices) {
    const std::uint8_t how = choices.byte();
    Reply reply;
    reply.status = kStatuses[choices.below(kStatuses.size())];
    reply.body = kBodies[choices.below(kBodies.size())];
    if (how % 8 == 0) {
      const bool maybe = (how & 8U) != 0;
      settle_lost(fetch, maybe);
      const auto sent = maybe ? UpstreamLost::Sent::Maybe : UpstreamLost::Sent::No;
      return conclude(fetch.op, UpstreamLost{fetch.op, sent, how & 16U ? "reset" : "connect"});
    }
    UpstreamEnd end{fetch.op};
    if (fetch.keep != Fetch::Keep::Nothing && how % 8 < 6) {
      const bool good = (how & 16U) != 0;
      end.blob = BlobRef{"p1", 50'000, BlobRef::As::Raw};
      end.picture.kind = PictureKind::Jpeg;
      end.picture.size = Size{good ? 2752 : 64, good ? 1536 : 64};
      reply.headers = {{"content-type", "image/jpeg"}};
      reply.body.clear();
    }
    give(UpstreamHead{fetch.op, reply.status, reply.headers});
    if (how % 8 == 7) {  // cut after the head
      settle_lost(fetch, true);
      return conclude(fetch.op, UpstreamLost{fetch.op, UpstreamLost::Sent::Maybe, "reset"});
    }
    if (!reply.body.empty()) give(UpstreamChunk{fetch.op, reply.body});
    settle(fetch, reply);
    conclude(fetch.op, std::move(end));
  }

  void hear_of_hook(bool with_id) {
    if (with_id && paid_ == Paid::Unknown) paid_ = Paid::Taken;
    give(Nudged{{"run", Nudge::Why::Hook, 0, attempts_, with_id ? "b9" : ""}});
  }

  int attempts() const { return attempts_; }
  Paid paid() const { return paid_; }

 private:
  void handle(Input input, Now now) override { machine_.handle(std::move(input), now); }
  Action poll() override { return machine_.poll(); }

  static bool pays(const Fetch& fetch) { return fetch.call.method == "POST"; }

  void on_fetch(const Fetch& fetch) override {
    if (!pays(fetch)) return;
    law(paid_ == Paid::No, "nothing is paid for again while it is asked for, taken or unknown");
    law(++attempts_ <= 3, "a picture is paid for three times at most");
    paid_ = Paid::Asked;
    submit_ = fetch.op;
  }

  void on_cancel(OpId op) override {
    if (op == submit_ && paid_ == Paid::Asked) paid_ = Paid::Unknown;
  }

  void settle_lost(const Fetch& fetch, bool maybe) {
    if (pays(fetch)) paid_ = maybe ? Paid::Unknown : Paid::No;
    if (!pays(fetch) && fetch.keep == Fetch::Keep::Picture) paid_ = Paid::No;  // it was made
  }

  void settle(const Fetch& fetch, const Reply& reply) {
    if (fetch.keep == Fetch::Keep::Picture) {
      paid_ = Paid::No;  // it was made; if it is no good, another is
      return;
    }
    const Result<Progress, Setback> read =
        bfl_codec().read(reply, pays(fetch) ? Asked::Submit : Asked::Check);
    if (read) {
      paid_ = Paid::Taken;
      return;
    }
    using Kind = Setback::Kind;
    const Kind kind = read.error().kind;
    if (kind == Kind::Unknown) paid_ = pays(fetch) ? Paid::Unknown : paid_;
    if (kind == Kind::Failed || kind == Kind::Refused || kind == Kind::Busy ||
        kind == Kind::Rejected || kind == Kind::Moderated) {
      paid_ = Paid::No;
    }
  }

  RunMachine machine_;
  int attempts_ = 0;
  Paid paid_ = Paid::No;
  OpId submit_;
};

void answer(OneRun& play, Action action, Choices& choices) {
  const OpId op = MachinePlay::op_of(action);
  if (const auto* fetch = std::get_if<Fetch>(&action)) {
    play.answer(*fetch, choices);
  } else if (std::holds_alternative<Query>(action)) {
    play.conclude(op, QueryDone{op, choices.byte() % 4 != 1, {}});
  } else if (std::holds_alternative<Blob>(action)) {
    BlobDone done{op, {}, {}};
    if (choices.byte() % 4 != 1) done.blob = BlobRef{"p1", 1, BlobRef::As::Raw};
    play.conclude(op, std::move(done));
  } else if (std::holds_alternative<Sign>(action)) {
    play.conclude(op, SignDone{op, std::string(choices.byte() % 4 == 1 ? 0 : 32, 'm')});
  } else if (std::holds_alternative<Seal>(action)) {
    play.conclude(op, SealDone{op, {"s3", 1000, BlobRef::As::Raw}, std::string(64, 'e')});
  } else {
    play.conclude(op, InspectDone{op, {}});
  }
}

// Answers to nothing that was asked.
void answer_nobody(OneRun& play, Choices& choices) {
  const OpId op{choices.byte() + 1000U};
  switch (choices.below(7)) {
    case 0:
      return play.give(UpstreamEnd{op});
    case 1:
      return play.give(UpstreamHead{op, 200, {}});
    case 2:
      return play.give(UpstreamChunk{op, std::string(kBodies[0])});
    case 3:
      return play.give(UpstreamLost{op, UpstreamLost::Sent::No, "connect"});
    case 4:
      return play.give(QueryDone{op, true, {}});
    case 5:
      return play.give(BlobDone{op, {}, {}});
    default:
      return play.give(SignDone{op, {}});
  }
}

void step(OneRun& play, Choices& choices) {
  switch (choices.below(8)) {
    case 0:
      return play.pass({choices.byte() * 20});
    case 1:
      return play.pass({choices.byte() * 2000});
    case 2:
      return answer_nobody(play, choices);
    case 3:
      return play.hear_of_hook((choices.byte() & 1U) != 0);
    case 4:
      return play.jump_wall({(choices.byte() - 128) * 60'000});
    default:
      if (play.asked().empty()) return play.pass({60'000});
      const std::size_t at = choices.byte() % play.asked().size();
      return answer(play, play.asked()[at], choices);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  RunSpec spec = good_spec();
  spec.request.sync_mode = spec.outcome.sync_mode = (choices.byte() & 1U) != 0;
  OneRun play(std::move(spec));
  play.give(Tick{});
  for (int steps = 0; steps < 300 && !choices.empty(); ++steps) step(play, choices);
  // From here on everything is answered and time passes: it must end.
  for (int steps = 0; !play.finished(); ++steps) {
    law(steps < 300, "a run ends");
    if (play.asked().empty()) {
      law(play.waits_for_time(), "a run that asks for nothing waits for time");
      play.pass({600'000});
    } else {
      answer(play, play.asked().front(), choices);
    }
  }
  play.give(Tick{});
  play.give(QueryDone{{1}, true, {}});
  return 0;
}
