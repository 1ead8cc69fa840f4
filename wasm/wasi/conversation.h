// One client request: its exchange, the run that it begins, the calls of both, and the answer. Does
// what the machines' actions ask (core/exchange/events.h) and decides nothing.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "call.h"
#include "gateway.h"
#include "scratch.h"
#include "sender.h"
#include "site.h"

namespace fluxweir::wasi {

// A client request as the host gave it.
struct Client {
  RequestHead head;
  InputBody body;
  Owned<drop_outparam> answer;
};

class Conversation {
 public:
  Conversation(const Site& site, Client client);
  // Until all is said, and the run has ended.
  void run();

 private:
  // A machine with its timer and its calls.
  struct Driven {
    explicit Driven(Machine one) : machine(std::move(one)) {}
    Machine machine;
    bool finished = false;
    std::optional<Instant> until;
    std::map<OpId, std::unique_ptr<UpstreamCall>> calls;
  };

  bool advance();
  bool handle_inputs();
  bool advance_calls(Driven& driven);
  bool advance_answer();
  bool read_client();
  void client_gone();
  bool is_reading() const;
  bool is_done() const;
  void wait_for_more();
  void ring(Driven& driven, Instant now);
  std::optional<Instant> next_timer() const;

  void paint_for(Driven& driven, Fetch& fetch);
  void feed(Driven& driven, Input input) { inputs_.emplace_back(&driven, std::move(input)); }
  void drain(Driven& driven);
  void act(Driven& driven, Fetch& fetch);
  void act(Driven& driven, Cancel& cancel);
  void act(Driven& driven, RespondHead& head);
  void act(Driven& driven, RespondChunk& chunk);
  void act(Driven& driven, RespondEnd& end);
  void act(Driven& driven, Query& query);
  void act(Driven& driven, Blob& blob);
  void act(Driven& driven, Sign& sign);
  void act(Driven& driven, Inspect& inspect);
  void act(Driven& driven, Seal& seal);
  void act(Driven& driven, Start& start);
  void act(Driven& driven, Watch& watch);
  void act(Driven& driven, Nudge& nudge);
  void act(Driven& driven, Report& report);
  void act(Driven& driven, Wait& wait);
  void act(Driven& driven, Finished& finished);
  void pass_news();

  const Site& site_;
  const bool is_head_;  // the client wants no body
  Owned<drop_outparam> outparam_;
  InputBody body_;
  bool body_ended_ = false;
  MediaIntake intake_;
  Scratch scratch_;
  Driven exchange_;
  std::unique_ptr<Driven> run_;
  bool watched_ = false;
  std::optional<Outcome> outcome_;  // the latest news of the run
  Sender answer_;
  bool gone_ = false;  // the client has left
  Instant moved_;      // when the client last took a byte of the answer
  std::deque<std::pair<Driven*, Input>> inputs_;
};

}  // namespace fluxweir::wasi
