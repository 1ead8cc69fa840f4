#include "routing/health.h"

#include <algorithm>

namespace fluxweir {
namespace {

constexpr std::int32_t kInARow = 5;
constexpr std::int32_t kEnough = 20;  // ends in a window before its share of failures counts
constexpr Millis kWindow{10'000};
constexpr Millis kFirstPause{5'000};
constexpr Millis kLongestPause{60'000};
constexpr std::int32_t kMostTenths = 100;  // ten retries in reserve
// A probe that never reported back does not keep its offer closed.
constexpr Millis kProbeForgotten{120'000};

}  // namespace

const Health::Record* Health::find(std::string_view offer) const {
  for (const Record& record : records_) {
    if (record.offer == offer) return &record;
  }
  return nullptr;
}

Health::Record& Health::record_of(std::string_view offer) {
  for (Record& record : records_) {
    if (record.offer == offer) return record;
  }
  records_.emplace_back().offer = offer;
  return records_.back();
}

bool Health::admit(std::string_view offer, Instant now) {
  Record& record = record_of(offer);
  if (!record.closed) return true;
  if (now < *record.closed) return false;
  if (record.probing && now < record.probe_began + kProbeForgotten) return false;
  record.probing = true;
  record.probe_began = now;
  return true;
}

std::optional<Instant> Health::closed_until(std::string_view offer, Instant now) const {
  const Record* record = find(offer);
  if (record == nullptr || !record->closed) return std::nullopt;
  if (now < *record->closed) return record->closed;
  if (record->probing && now < record->probe_began + kProbeForgotten) return now + Millis{1000};
  return std::nullopt;
}

void Health::count(Record& record, Instant now, bool failure) {
  if (record.window + kWindow <= now) {
    record.window = now;
    record.recent = 0;
    record.recent_failures = 0;
  }
  ++record.recent;
  record.recent_failures += failure ? 1 : 0;
}

void Health::succeeded(std::string_view offer) {
  Record& record = record_of(offer);
  ++record.recent;
  record.in_a_row = 0;
  record.closed.reset();
  record.probing = false;
  record.pause = {};
}

void Health::failed(std::string_view offer, Instant now) {
  Record& record = record_of(offer);
  count(record, now, true);
  ++record.in_a_row;
  const bool half = record.recent >= kEnough && record.recent_failures * 2 >= record.recent;
  const bool probe_failed = record.probing;
  record.probing = false;
  if (!probe_failed && (record.closed || (record.in_a_row < kInARow && !half))) return;
  record.pause = record.pause.count == 0
                     ? kFirstPause
                     : Millis{std::min(record.pause.count * 2, kLongestPause.count)};
  record.closed = now + record.pause;
}

void Health::undecided(std::string_view offer) { record_of(offer).probing = false; }

void Health::wanted() { tenths_ = std::min(tenths_ + 1, kMostTenths); }

bool Health::take_retry() {
  if (tenths_ < 10) return false;
  tenths_ -= 10;
  return true;
}

// Whoever tries a closed offer at the moment reports to `earlier`: another may try it here.
void Health::inherit(const Health& earlier, std::string_view offer) {
  tenths_ = earlier.tenths_;
  const Record* found = earlier.find(offer);
  if (found == nullptr) return;
  Record& record = record_of(offer);
  record = *found;
  record.probing = false;
}

Latency& Health::latency(std::string_view offer, Millis typical) {
  Record& record = record_of(offer);
  if (!record.latency) record.latency.emplace(typical);
  return *record.latency;
}

}  // namespace fluxweir
