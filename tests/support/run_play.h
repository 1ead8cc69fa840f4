// Plays one RunMachine against a scripted provider in virtual time: nothing waits, every Tick comes
// when the machine asked for it. The contract of exchange/events.h is checked on the way.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway.h"

namespace fluxweir {

// One answer of the provider to one call.
struct Said {
  int status = 200;
  std::string body;     // JSON or text
  std::string picture;  // bytes instead of a body
  std::string lost;     // reason of an UpstreamLost instead of an answer
  bool sent = true;     // of that loss
  bool silent = false;  // never answers
  Headers headers = {};
  Millis after{0};  // virtual time until the answer
};

// A call as the provider sees it.
struct Seen {
  std::string method;
  std::string url;
  std::string body;  // pictures left out
  Credential credential;
  Millis at;  // since the run began
};

class RunPlay {
 public:
  using Provider = std::function<Said(const Seen&)>;

  // `settings` as in a file; the run is that of a POST of `body` to /v1/images.
  RunPlay(const std::string& settings, const std::string& body, Provider provider,
          const HostProfile& host = {});

  // Until the machine has finished, or `most` of virtual time has passed.
  void run(Millis most = {3'600'000});
  // At that time of the run, hands in a nudge.
  void nudge_at(Millis when, Nudge nudge) { nudges_.emplace_back(when, std::move(nudge)); }
  // What the host sees in the next pictures, in turn; plain ones after them.
  // It looks for as long as `looking`.
  void show(std::deque<Inspection> sights, Millis looking = {40}) {
    sights_ = std::move(sights);
    looking_ = looking;
  }
  // The host has no memory to put anything into a file.
  void no_memory() { has_memory_ = false; }
  const std::vector<Inspect>& inspected() const { return inspected_; }
  const std::vector<Seal>& sealed() const { return sealed_; }

  bool finished() const { return finished_; }
  const Outcome& outcome() const { return outcome_; }  // the latest news
  const std::vector<Seen>& calls() const { return calls_; }
  std::size_t count(std::string_view in_url) const;  // calls whose URL holds that
  Millis took() const { return {now_.count}; }
  const std::vector<SqlValue>& ledger() const { return ledger_; }
  const std::vector<std::string>& states() const { return states_; }  // that were stored
  std::size_t cancels() const { return cancels_; }

 private:
  struct Due {
    std::int64_t at;
    Input input;
  };
  Now time() const { return {{5'000'000 + now_.count * 1000}, {1'767'225'600'000 + now_.count}}; }
  void give(Input input);
  void drain();
  void perform(Action action);
  void fetch(const Fetch& fetch);
  void later(Millis by, Input input);

  Gateway gateway_;
  Machine machine_;
  Provider provider_;
  Millis now_;
  std::vector<std::pair<Millis, Nudge>> nudges_;
  std::multimap<std::int64_t, Input> coming_;
  std::optional<Instant> until_;
  bool finished_ = false;
  Outcome outcome_;
  std::vector<Seen> calls_;
  std::vector<SqlValue> ledger_;
  std::vector<std::string> states_;
  std::size_t cancels_ = 0;
  std::size_t pictures_ = 0;
  std::deque<Inspection> sights_;
  Millis looking_{40};
  std::vector<Inspect> inspected_;
  std::vector<Seal> sealed_;
  std::map<std::string, std::uint64_t> sizes_;  // of pictures, by handle
  bool has_memory_ = true;
  std::map<std::uint32_t, bool> open_;  // fetches that have not ended
};

}  // namespace fluxweir
