// A provider that speaks BFL's wire, in virtual time, for RunPlay.
#pragma once

#include <deque>
#include <string>

#include "support/run_play.h"

namespace fluxweir {

// Two offers of Ultra, the first one preferred.
inline constexpr const char* kTwoOffers = R"({
  "providers":[
    {"name":"bfl","codec":"bfl","origin":"https://api.bfl.ai","credential":"${BFL_KEY}"},
    {"name":"bfl2","codec":"bfl","origin":"https://other.example","credential":"${OTHER_KEY}"}],
  "offers":[
    {"id":"first","model":"flux-pro-v1-1-ultra","provider":"bfl","priority":2},
    {"id":"second","model":"flux-pro-v1-1-ultra","provider":"bfl2","priority":1}],
  "limits":{"run_timeout_s":120}})";

struct BflPlay {
  Millis ready_after{9'000};
  std::deque<Said> submits;  // answers that go before the good one
  std::deque<Said> looks;
  std::deque<Said> downloads;
  std::string ready;  // body of a look when it is ready; empty: Ready with a sample
  std::string sample = "https://delivery-eu1.bfl.ai/results/1.jpg";
  bool never_ready = false;
  bool same_pictures = false;  // whatever the seed
  int made = 0;
  std::map<std::string, Millis> accepted = {};  // per origin

  Said operator()(const Seen& call);
};

}  // namespace fluxweir
