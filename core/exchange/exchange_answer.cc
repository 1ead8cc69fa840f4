// How an exchange answers: the answer's own headers, what a rehearsal does to it, and what is told
// of it.
#include <utility>

#include "base/text.h"
#include "exchange/cors.h"
#include "exchange/exchange.h"
#include "json/writer.h"
#include "metering/metrics.h"

namespace fluxweir {

void Exchange::write_outcome() {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (!links_[i].path.empty()) outcome_.pictures[i].url = base_url() + links_[i].target();
  }
  Answer answer = routed_.dialect->write(outcome_, how_);
  add_header(answer.headers, "cache-control", "no-store");
  if (keyed_ == Keyed::Replayed) add_header(answer.headers, "idempotency-replayed", "true");
  respond(std::move(answer), now_);
}

void Exchange::refuse(Error error, Now now) {
  failed_with_ = error.code;
  Answer answer = routed_.dialect->write(error);
  if (!outcome_.run.empty()) add_header(answer.headers, "x-fluxweir-run", outcome_.run);
  add_header(answer.headers, "cache-control", "no-store");
  respond(std::move(answer), now);
}

void Exchange::respond(Answer answer, Now now) {
  const Mishap mishap = mishap_.value_or(Mishap{});
  if (mishap.delay.count > 0 && phase_ != Phase::Holding) {
    held_ = std::move(answer);
    deadline_ = now.mono + mishap.delay;
    return enter(Phase::Holding);
  }
  const std::uint64_t bytes = body_length(answer.body);
  if (mishap.status) answer.status = *mishap.status;
  if (answer.status != 204) add_header(answer.headers, "content-length", whole_text(bytes));
  add_header(answer.headers, "x-request-id", request_id_);
  add_header(answer.headers, "x-content-type-options", "nosniff");
  add_cors_headers(head_, context_.settings, answer.headers);
  if (!preferred_.empty() && !outcome_.run.empty())
    add_header(answer.headers, "preference-applied", preferred_);
  const std::uint64_t sent = mishap_ ? context_.rehearsal->cut(mishap, answer.body) : bytes;
  report(answer, sent, now);
  enter(mishap.stall ? Phase::Stalled : Phase::Done);
  if (mishap.drop) return out_.push(RespondEnd{true});
  out_.push(RespondHead{answer.status, std::move(answer.headers)});
  if (sent > 0 && head_.method != "HEAD") out_.push(RespondChunk{std::move(answer.body)});
  // What of the body has not been read can't be told from a next request.
  if (!mishap.stall) out_.push(RespondEnd{!body_ended_ || sent < bytes});
}

void Exchange::report(const Answer& answer, std::uint64_t bytes, Now now) {
  const std::string_view route = routed_.match.route ? routed_.match.route->pattern : "none";
  const std::string_view dialect = routed_.dialect->name();
  const Millis took = context_.settings.test_wall ? Millis{} : now.mono - started_;
  out_.count(kMetricRequests,
             {{"dialect", dialect}, {"route", route}, {"status", whole_text(answer.status)}});
  out_.observe(kMetricRequestSeconds, {{"route", route}}, took);
  if (failed_with_) out_.count(kMetricRefusals, {{"code", wire_name(*failed_with_)}});
  json::Writer line;
  line.begin_object()
      .member("ts", iso_time(now.wall.count))
      .member("level", answer.status >= 500 ? "error" : "info");
  line.member("msg", "request").member("request", request_id_).member("trace", trace_.trace_id);
  // The method and route are ours when known; an unknown path may hold anything and stays out.
  line.member("method", routed_.match.route ? head_.method : "?")
      .member("route", route)
      .member("dialect", dialect);
  line.member("status", answer.status)
      .member("ms", took.count)
      .key("bytes_in")
      .unsigned_integer(bytes_in_);
  line.key("bytes_out").unsigned_integer(bytes);
  if (failed_with_) line.member("error", wire_name(*failed_with_));
  if (mishap_) line.member("rehearsed", true);
  if (reference_ && !reference_->reason().empty()) line.member("reference", reference_->reason());
  if (!outcome_.run.empty()) {
    line.member("run", outcome_.run)
        .member("model", outcome_.model)
        .member("offer", outcome_.offer);
    line.member("cost_micro_usd", outcome_.cost);
  }
  line.end_object();
  out_.push(Report{LogLine{line.take()}});
}

}  // namespace fluxweir
