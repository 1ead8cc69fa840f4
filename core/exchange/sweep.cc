#include "exchange/sweep.h"

#include "exchange/rows.h"
#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

constexpr Millis kPeriod{60'000};
constexpr std::int64_t kPerRound = 200;

// Column `at` of a row as text; empty when it is not.
std::string text_at(const std::vector<SqlValue>& row, std::size_t at) {
  const auto* text = at < row.size() ? std::get_if<std::string>(&row[at]) : nullptr;
  return text ? *text : std::string();
}

// Evaluations ask for no pictures, and are in no ledger.
bool is_evaluation(const Outcome& outcome) { return outcome.seeds.empty(); }

// What a provider may have taken is not known any more; the painter takes nothing.
Error close_trace(Outcome& outcome) {
  if (outcome.demo || is_evaluation(outcome)) {
    return make_error(ErrorCode::Unavailable, "The gateway stopped before this ended: ask again");
  }
  for (Attempt& attempt : outcome.trace) {
    if (!attempt.end.empty()) continue;
    attempt.end = "unknown";
    attempt.reason = "gateway_stopped";
    outcome.waste = outcome.waste + attempt.provider_cost;
  }
  return make_error(
      ErrorCode::OutcomeUnknown,
      "The gateway stopped before this run ended, so whether its pictures were made can't be "
      "told; it costs you nothing");
}

}  // namespace

void Sweep::handle(Input&& input, Now now) {
  if (const auto* done = std::get_if<QueryDone>(&input)) {
    if (done->op == abandoned_) close_abandoned(*done, now);
    if (done->op == expired_) forget_expired(*done, now);
    return;
  }
  if (!std::holds_alternative<Tick>(input)) return;
  if (!started_) {
    started_ = true;
    abandoned_ = out_.ask(Query{{}, {{kRunAbandoned, {now.wall.count}}}});
    ask_expired(now);
  } else if (now.mono >= next_) {
    ask_expired(now);
  }
}

void Sweep::ask_expired(Now now) {
  next_ = now.mono + kPeriod;
  expired_ = out_.ask(Query{{}, {{kRunExpired, {now.wall.count, kPerRound}}}});
}

void Sweep::close_abandoned(const QueryDone& done, Now now) {
  if (!done.ok || done.rows.empty()) return;
  for (const auto& row : done.rows.front()) {
    Result<Outcome> outcome = read_outcome(text_at(row, 1));
    if (!outcome) continue;
    outcome->state = RunState::Failed;
    outcome->completed = now.wall;
    const Error error = close_trace(*outcome);
    const std::size_t failed = is_evaluation(*outcome) ? 1 : outcome->seeds.size();
    for (std::size_t i = 0; i < failed; ++i) {
      outcome->failures.push_back({static_cast<std::int32_t>(i), error});
    }
    Query close;
    close.batch.push_back(update_row(*outcome, now));
    if (!is_evaluation(*outcome)) close.batch.push_back(ledger_line(*outcome, now));
    out_.ask(std::move(close));
  }
}

void Sweep::forget_expired(const QueryDone& done, Now now) {
  if (!done.ok || done.rows.empty()) return;
  for (const auto& row : done.rows.front()) {
    if (const Result<Outcome> outcome = read_outcome(text_at(row, 1))) {
      for (const Picture& picture : outcome->pictures) {
        if (picture.key.empty()) continue;
        Blob forget;
        forget.what = Blob::Do::Delete;
        forget.key = picture.key;
        out_.ask(std::move(forget));
      }
    }
    out_.ask(Query{{}, {delete_row(text_at(row, 0))}});
  }
  // A full page: there may be more.
  if (done.rows.front().size() >= static_cast<std::size_t>(kPerRound)) ask_expired(now);
}

}  // namespace fluxweir
