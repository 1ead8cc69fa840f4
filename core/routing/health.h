// What a gateway remembers of its offers from one request to the next: recent failures (a circuit
// breaker each), latencies, and how many retries there may still be. Each event loop has its own.
// Source of the figures: reliability-security 5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "routing/latency.h"

namespace fluxweir {

class Health {
 public:
  // Whether a picture may be asked of `offer` now. An offer that failed too often is left alone for
  // a while, then one request tries it: that one is admitted here, once.
  bool admit(std::string_view offer, Instant now);
  // When an offer that is left alone may be tried again; nothing when it may be asked now.
  std::optional<Instant> closed_until(std::string_view offer, Instant now) const;

  void succeeded(std::string_view offer);
  // The offer is at fault: unreachable, out of credit, failing. Not for refused content.
  void failed(std::string_view offer, Instant now);

  // A request that was to try the offer ended without telling: another may.
  void undecided(std::string_view offer);

  // One more picture wanted: earns a tenth of a retry.
  void wanted();
  // Whether one more attempt at a picture may be made; takes it out of the budget.
  bool take_retry();

  // What `earlier` has learnt of these offers, in place of what is known here.
  void inherit(const Health& earlier, std::string_view offer);

  // `typical` stands in until something is learnt.
  Latency& latency(std::string_view offer, Millis typical);

 private:
  struct Record {
    std::string offer;
    std::int32_t in_a_row = 0;  // failures
    std::int32_t recent = 0;    // ends in the window
    std::int32_t recent_failures = 0;
    Instant window;  // began
    std::optional<Instant> closed;
    Millis pause;          // how long it was closed last
    bool probing = false;  // one request tries whether it works again
    Instant probe_began;
    std::optional<Latency> latency;
  };
  const Record* find(std::string_view offer) const;
  Record& record_of(std::string_view offer);
  void count(Record& record, Instant now, bool failure);

  std::vector<Record> records_;  // as many as there are offers
  std::int32_t tenths_ = 100;    // of retries
};

}  // namespace fluxweir
