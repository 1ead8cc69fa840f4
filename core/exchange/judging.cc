#include "exchange/judging.h"

#include <algorithm>
#include <utility>

#include "metering/metrics.h"

namespace fluxweir {
namespace {

constexpr std::size_t kMaxReply = 64 << 10;
constexpr Millis kFirstPause{1'000};  // grows by half with each look
constexpr Millis kLongestPause{10'000};
constexpr Millis kSpareTime{30'000};  // from a run's end to when its judge is asked, and back

}  // namespace

void Judging::start(const Judge& judge, const Question& question, const Bounds& bounds, Outbox& out,
                    Now now) {
  judge_ = &judge;
  ended_ = false;
  pause_ = kFirstPause;
  latest_ = std::min(bounds.latest, now.mono + judge.timeout);
  most_calls_ = bounds.calls;
  calls_ = 0;
  ask(ask_judge(judge, question), out, now);
}

void Judging::ask(Call call, Outbox& out, Now now) {
  reply_ = {};
  ++calls_;
  call.timeout = latest_ - now.mono;
  op_ = out.ask(Fetch{{}, std::move(call), Fetch::Keep::Nothing, kMaxReply});
}

std::optional<Instant> Judging::due() const {
  if (ended_) return std::nullopt;
  return op_.value != 0 ? latest_ : std::min(next_, latest_);
}

void Judging::handle(const Input& input, Outbox& out, Now now) {
  if (ended_) return;
  if (const auto* head = std::get_if<UpstreamHead>(&input)) {
    if (head->op == op_) reply_.status = head->status;
  } else if (const auto* chunk = std::get_if<UpstreamChunk>(&input)) {
    if (chunk->op == op_) reply_.body += chunk->bytes;
  } else if (const auto* end = std::get_if<UpstreamEnd>(&input)) {
    if (end->op == op_) read(now);
  } else if (const auto* lost = std::get_if<UpstreamLost>(&input)) {
    if (lost->op != op_) return;
    give_up(lost->reason);
    if (id_.empty() && lost->sent == UpstreamLost::Sent::No) said_.cost = {};
  } else if (now.mono >= latest_) {
    if (op_.value != 0) out.push(Cancel{op_});
    give_up("timeout");
  } else if (op_.value == 0 && now.mono >= next_) {
    ask(look_at_judge(*judge_, id_), out, now);
  }
}

void Judging::read(Now now) {
  std::variant<Undecided, Judgement> answer = read_judge(*judge_, reply_);
  op_ = {};
  if (auto* said = std::get_if<Judgement>(&answer)) return end(std::move(*said));
  id_ = std::move(std::get<Undecided>(answer).id);
  if (most_calls_ && calls_ >= *most_calls_) return give_up("no_calls_left");
  next_ = now.mono + pause_;
  pause_ = std::min(Millis{pause_.count + pause_.count / 2}, kLongestPause);
}

void Judging::give_up(std::string reason) {
  Judgement said;
  said.unjudged = std::move(reason);
  end(std::move(said));
}

void Judging::end(Judgement said) {
  said_ = std::move(said);
  said_.judge = judge_->provider;
  said_.cost = judge_->price;
  op_ = {};
  ended_ = true;
}

void give_up_pending(Outcome& outcome, const std::optional<Judge>& judge, Now now) {
  const std::int64_t patience = kSpareTime.count + (judge ? judge->timeout.count : 0);
  if (!is_final(outcome.state) || now.wall.count <= outcome.completed.count + patience) return;
  for (Picture& picture : outcome.pictures) {
    if (picture.judgement.unjudged == kPending) picture.judgement.unjudged = "gateway_stopped";
  }
}

void report_judgement(const Judgement& said, Outbox& out) {
  const std::string_view verdict = said.verdict;
  out.count(kMetricJudgements,
            {{"judge", said.judge}, {"verdict", verdict.empty() ? "none" : verdict}});
  if (said.cost.count > 0) out.count(kMetricJudgeCost, {{"judge", said.judge}}, said.cost.count);
}

}  // namespace fluxweir
