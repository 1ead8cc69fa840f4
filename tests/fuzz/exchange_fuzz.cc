// One client request, or one sweep, whatever client and host do, in any order: one answer at most,
// then Finished for ever.
#include <array>

#include "gateway.h"
#include "machine_play.h"
#include "storage/run_row.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

constexpr std::array<std::string_view, 20> kRequests = {
    "POST /v1/images",
    "POST /v1/images?dry_run=1",
    "POST /fal-ai/flux-pro/v1.1-ultra",
    "POST /v1/images/generations",
    "POST /v1/flux-pro-1.1-ultra",
    "POST /v1/models/bfl/flux-pro-v1-1-ultra/runs",
    "GET /v1/get_result?id=01890a5d-ac96-774b-bcce-b302099a8057",
    "GET /v1/runs/01890a5d-ac96-774b-bcce-b302099a8057",
    "GET /v1/runs/01890a5d-ac96-774b-bcce-b302099a8057/trace",
    "GET /v1/runs?limit=3",
    "GET /media/01890a5d-ac96-774b-bcce-b302099a8057/0.jpg?exp=9999999999&sig=aa",
    "GET /v1/models",
    "GET /v1/models/flux-1-dev",
    "HEAD /healthz",
    "GET /readyz",
    "GET /metrics",
    "OPTIONS /v1/images",
    "POST /hooks/bfl/01890a5d-ac96-774b-bcce-b302099a8057/0.1.aa",
    "PUT /emulate/rules",
    "OPTIONS *"};
constexpr std::array<std::string_view, 8> kBodies = {
    R"({"prompt":"a fox"})",
    R"({"prompt":"a fox","num_images":3,"sync_mode":true})",
    R"({"prompt":"","image_url":"https://example.com/a.png"})",
    R"({"prompt":"x","image_url":"fluxweir-media:0;image/png"})",
    R"({"model":"flux-1-schnell","prompt":"x","nonsense":1})",
    R"({"rules":[{"match":{"nth":1},"do":{"status":503}}]})",
    R"({"prompt":)",
    ""};

Gateway load(bool emulates) {
  HostProfile host;
  host.fetches_urls = true;
  if (emulates) host.emulate.emplace();
  Result<Gateway> gateway =
      emulates ? Gateway::load_emulator("", {}, host) : Gateway::load("", {}, host);
  law(gateway.has_value(), "the settings are good");
  return std::move(*gateway);
}

const Gateway& gateway(bool emulates) {
  static const Gateway kPlain = load(false);
  static const Gateway kEmulator = load(true);
  return emulates ? kEmulator : kPlain;
}

class ExchangePlay final : public MachinePlay {
 public:
  explicit ExchangePlay(Machine machine) : machine_(std::move(machine)) {}
  Outcome outcome;  // of the run that was started, if any

 private:
  void handle(Input input, Now now) override { machine_.handle(std::move(input), now); }
  Action poll() override { return machine_.poll(); }
  void on_start(const RunSpec& spec) override {
    law(!status(), "a run is started before the answer");
    law(outcome.run.empty(), "one request starts one run");
    outcome = spec.outcome;
  }

  Machine machine_;
};

RequestHead make_head(Choices& choices) {
  std::string_view text = kRequests[choices.below(kRequests.size())];
  RequestHead head;
  head.method = std::string(text.substr(0, text.find(' ')));
  text.remove_prefix(head.method.size() + 1);
  head.path = std::string(text.substr(0, text.find('?')));
  if (head.path.size() < text.size()) head.query = std::string(text.substr(head.path.size() + 1));
  const std::uint8_t how = choices.byte();
  head.host = how & 1U ? "evil.example" : "localhost";
  head.peer_is_loopback = (how & 2U) == 0;
  head.headers = {{"content-type", how & 4U ? "text/plain" : "application/json"}};
  if (how & 8U) head.headers.push_back({"expect", "100-continue"});
  if (how & 16U) head.headers.push_back({"prefer", "wait=5"});
  if (how & 32U) head.headers.push_back({"origin", "https://evil.example"});
  if (how & 64U) head.headers.push_back({"traceparent", std::string(choices.line())});
  return head;
}

// The run as it may look some time later.
Outcome later(Outcome outcome, Choices& choices) {
  if (outcome.run.empty()) outcome.run = "01890a5d-ac96-774b-bcce-b302099a8057";
  if (outcome.owner.empty() && choices.byte() % 4 != 1) outcome.owner = "keyless";
  outcome.state = static_cast<RunState>(choices.below(6));
  const std::uint32_t pictures = choices.below(5);
  for (std::uint32_t i = 0; i < pictures; ++i) {
    Picture picture;
    picture.index = static_cast<std::int32_t>(i);
    picture.blob = {"s" + std::to_string(i), 1000, BlobRef::As::Raw};
    if (choices.byte() % 2 == 0) picture.key = outcome.run + "/" + std::to_string(i) + ".jpg";
    outcome.pictures.push_back(std::move(picture));
  }
  if (choices.byte() % 2 == 1) {
    const auto code = static_cast<ErrorCode>(choices.below(31));
    outcome.failures.push_back({0, {code, "It was so", {}, {}}});
  }
  return outcome;
}

QueryDone rows(const Query& query, const Outcome& outcome, Choices& choices) {
  QueryDone done{query.op, choices.byte() % 8 != 1, {}};
  for (std::size_t i = 0; i < query.batch.size(); ++i) {
    done.rows.emplace_back();
    const std::uint32_t count = choices.below(3);
    for (std::uint32_t row = 0; row < count; ++row) {
      const bool broken = choices.byte() % 8 == 1;
      const std::string text =
          broken ? std::string(choices.line()) : write_outcome(later(outcome, choices));
      done.rows.back().push_back({text});
    }
  }
  return done;
}

// By value: the play forgets what has ended.
void answer(ExchangePlay& play, Action action, Choices& choices) {
  const OpId op = MachinePlay::op_of(action);
  if (const auto* query = std::get_if<Query>(&action)) {
    play.conclude(op, rows(*query, play.outcome, choices));
  } else if (std::holds_alternative<Blob>(action)) {
    BlobDone done{op, {}, "image/jpeg"};
    if (choices.byte() % 2 == 0) done.blob = BlobRef{"s1", 1000, BlobRef::As::Raw};
    play.conclude(op, std::move(done));
  } else if (std::holds_alternative<Sign>(action)) {
    play.conclude(op, SignDone{op, std::string(choices.byte() % 4 == 1 ? 0 : 32, '\xAA')});
  } else if (std::holds_alternative<Fetch>(action)) {
    const std::uint8_t how = choices.byte();
    if (how % 4 == 1) {
      return play.conclude(op, UpstreamLost{op, UpstreamLost::Sent::Maybe, "reset"});
    }
    play.give(UpstreamHead{op, how & 8U ? 302 : 200, {{"location", std::string(choices.line())}}});
    play.conclude(op,
                  UpstreamEnd{op,
                              BlobRef{"s2", 1000, BlobRef::As::Raw},
                              {how & 16U ? PictureKind::Png : PictureKind::Unknown, Size{64, 64}}});
  } else if (std::holds_alternative<Seal>(action)) {
    play.conclude(op, SealDone{op, {"s3", 1000, BlobRef::As::Raw}, std::string(64, 'e')});
  } else {
    play.conclude(op, InspectDone{op, {}});
  }
}

void answer_nobody(ExchangePlay& play, Choices& choices) {
  const OpId op{choices.byte() + 1000U};
  switch (choices.below(6)) {
    case 0:
      return play.give(UpstreamEnd{op});
    case 1:
      return play.give(UpstreamLost{op, UpstreamLost::Sent::No, "connect"});
    case 2:
      return play.give(QueryDone{op, true, {}});
    case 3:
      return play.give(BlobDone{op, {}, {}});
    case 4:
      return play.give(SignDone{op, {}});
    default:
      return play.give(InspectDone{op, {}});
  }
}

void send(ExchangePlay& play, Choices& choices, bool& ended) {
  if (ended) return;
  const std::uint8_t how = choices.byte();
  if (how % 2 == 0) {
    const std::string_view body = kBodies[choices.below(kBodies.size())];
    return play.give(ClientChunk{how & 2U ? std::string(choices.line()) : std::string(body)});
  }
  ended = true;
  ClientEnd end;
  if (how & 4U)
    end.media.push_back({{"s1", 1000, BlobRef::As::Raw}, {PictureKind::Png, Size{64, 64}}, true});
  play.give(std::move(end));
}

void step(ExchangePlay& play, Choices& choices, bool& ended) {
  switch (choices.below(10)) {
    case 0:
      return play.pass({choices.byte() * 100});
    case 1:
      return answer_nobody(play, choices);
    case 2:
      return play.give(RunChanged{later(play.outcome, choices)});
    case 3:
      return play.jump_wall({(choices.byte() - 128) * 60'000});
    case 4:
    case 5:
    case 6:
      return send(play, choices, ended);
    case 7:
      if (choices.byte() % 4 == 1) return play.give(ClientGone{});
      [[fallthrough]];
    default:
      if (play.asked().empty()) return send(play, choices, ended);
      const std::size_t at = choices.byte() % play.asked().size();
      return answer(play, play.asked()[at], choices);
  }
}

// Everything is answered, time passes, and in the end the client leaves.
void wind_up(ExchangePlay& play, Choices& choices, bool ended) {
  if (!ended) play.give(ClientEnd{});
  for (int steps = 0; !play.finished() && steps < 200; ++steps) {
    if (!play.asked().empty()) {
      answer(play, play.asked().front(), choices);
    } else if (play.waits_for_time()) {
      play.pass({600'000});
    } else {
      break;
    }
  }
  if (!play.finished()) play.give(ClientGone{});
  law(play.finished(), "without its client an exchange ends");
  play.give(Tick{});
  play.give(ClientEnd{});
  play.give(ClientGone{});
}

void play_sweep(const Gateway& machines, Choices& choices) {
  ExchangePlay play(machines.sweep());
  play.give(Tick{});
  for (int steps = 0; steps < 50 && !choices.empty(); ++steps) {
    if (choices.byte() % 2 == 0 || play.asked().empty()) {
      play.pass({choices.byte() * 1000});
    } else {
      answer(play, play.asked()[choices.byte() % play.asked().size()], choices);
    }
    law(!play.finished(), "a sweep never ends by itself");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t how = choices.byte();
  const Gateway& machines = gateway((how & 1U) != 0);
  if (how % 8 == 7) {
    play_sweep(machines, choices);
    return 0;
  }
  ExchangePlay play(machines.open({}));
  play.give(ClientHead{make_head(choices), {}});
  bool ended = false;
  for (int steps = 0; steps < 100 && !choices.empty(); ++steps) step(play, choices, ended);
  wind_up(play, choices, ended);
  return 0;
}
