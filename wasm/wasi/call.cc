#include "call.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "http/url.h"
#include "lift.h"

namespace fluxweir::wasi {
namespace {

constexpr Instant kNever{std::numeric_limits<std::int64_t>::max() / 1000};  // in nanoseconds too
constexpr std::uint64_t kMostBytes = 64 << 20;  // of an answer whose bound the core leaves to us
constexpr std::size_t kErrorCode = 32;  // bytes of an error-code, which lies at multiples of 8
// Reads of one call before the others have their turn.
constexpr int kReadsInTurn = 16;

std::int32_t place_of_method(std::string_view method) {
  return static_cast<std::int32_t>(std::find(kMethods.begin(), kMethods.end(), method) -
                                   kMethods.begin());
}

std::uint32_t length(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

// What a variant error-code tells. The host has resolved, connected and shaken hands by itself;
// what failed before that was not sent.
UpstreamLost explain(OpId op, std::uint32_t code) {
  enum : std::uint32_t {
    DnsTimeout = 0,
    DestinationIpUnroutable = 5,
    ConnectionRefused = 6,
    ConnectionTimeout = 8,
    ConnectionReadTimeout = 9,
    ConnectionWriteTimeout = 10,
    ConnectionLimitReached = 11,
    TlsProtocolError = 12,
    TlsAlertReceived = 14,
    HttpRequestDenied = 15,
    HttpResponseBodySize = 28,
    HttpResponseTimeout = 33,
  };
  using enum UpstreamLost::Sent;
  switch (code) {
    case ConnectionTimeout:
      return {op, No, "timeout"};
    case ConnectionReadTimeout:
    case ConnectionWriteTimeout:
    case HttpResponseTimeout:
      return {op, Maybe, "timeout"};
    case ConnectionLimitReached:
      return {op, No, "busy"};
    case HttpRequestDenied:
      return {op, No, "refused_by_guard"};
    case HttpResponseBodySize:
      return {op, Maybe, "too_large"};
    default:
      break;
  }
  if (code >= DnsTimeout && code <= ConnectionRefused) return {op, No, "connect"};
  if (code >= TlsProtocolError && code <= TlsAlertReceived) return {op, No, "tls"};
  return {op, Maybe, "reset"};
}

bool is_text(std::string_view content_type) {
  const std::string type = to_lower(content_type);
  return type.rfind("text/", 0) == 0 || type.find("json") != std::string::npos;
}

}  // namespace

UpstreamCall::UpstreamCall(Fetch fetch, const std::string& secret, const Scratch& scratch,
                           Instant now)
    : fetch_(std::move(fetch)),
      due_(fetch_.call.timeout.count > 0 ? now + fetch_.call.timeout : kNever) {
  if (!fetch_.call.credential.name.empty() && secret.empty()) {
    lost_ = UpstreamLost{fetch_.op, UpstreamLost::Sent::No, "connect"};
  } else {
    send(secret, scratch);
  }
}

void UpstreamCall::send(const std::string& secret, const Scratch& scratch) {
  Call& call = fetch_.call;
  lost_ = UpstreamLost{fetch_.op, UpstreamLost::Sent::No, "connect"};
  const Result<Url> url = read_url(call.url);
  if (!url) return;
  if (!secret.empty())
    call.headers.push_back({call.credential.header, call.credential.prefix + secret});
  if (!call.body.empty() && !find_header(call.headers, "content-length"))
    call.headers.push_back({"content-length", std::to_string(body_length(call.body))});

  Owned<drop_call> request(call_new(make_fields(call.headers).release()));
  const std::string authority = url->authority();
  const std::int32_t method = place_of_method(call.method);
  const bool refused =
      call_set_method(request.get(), method, call.method.data(), length(call.method)) != 0 ||
      call_set_scheme(request.get(), 1, url->scheme == "https" ? 1 : 0, nullptr, 0) != 0 ||
      call_set_authority(request.get(), 1, authority.data(), length(authority)) != 0 ||
      call_set_path(request.get(), 1, url->target.data(), length(url->target)) != 0;
  if (refused) return;

  Returned<8> body;
  call_body(request.get(), body.place());
  if (body.tag(0) != 0) return;
  body_ = Sender(OutputBody(body.handle(4)));
  if (!body_.add(std::move(call.body), scratch)) return;
  body_.end();
  Returned<8 + kErrorCode> sent;
  call_send(request.release(), 0, 0, sent.place());
  if (sent.tag(0) != 0) {
    lost_ = explain(fetch_.op, sent.tag(8));
    return;
  }
  future_ = Owned<drop_future>(sent.handle(8));
  lost_.reset();
}

Input UpstreamCall::lose(UpstreamLost::Sent sent, std::string reason) {
  over_ = true;
  return UpstreamLost{fetch_.op, sent, std::move(reason)};
}

std::optional<Input> UpstreamCall::next(Scratch& scratch, Instant now) {
  if (over_) return std::nullopt;
  if (lost_) return lose(lost_->sent, lost_->reason);
  if (now >= due_) return lose(UpstreamLost::Sent::Maybe, "timeout");
  // A server that takes no more may still have answered.
  body_.advance();
  return answered_ ? receive_body(scratch) : receive_head();
}

std::optional<Input> UpstreamCall::receive_head() {
  Returned<24 + kErrorCode> result;
  future_get(future_.get(), result.place());
  if (result.tag(0) == 0) return std::nullopt;
  if (result.tag(8) != 0 || result.tag(16) != 0) {
    over_ = true;
    return explain(fetch_.op, result.tag(24));
  }
  answered_ = true;
  reply_ = Owned<drop_reply>(result.handle(24));
  UpstreamHead head{fetch_.op, reply_status(reply_.get()),
                    read_fields(reply_headers(reply_.get()))};
  Returned<8> body;
  reply_consume(reply_.get(), body.place());
  if (body.tag(0) == 0) answer_ = InputBody(body.handle(4));
  const bool fine = head.status >= 200 && head.status < 300;
  const std::string type(find_header(head.headers, "content-type").value_or(""));
  if (fine && (fetch_.keep == Fetch::Keep::Everything ||
               (fetch_.keep == Fetch::Keep::Picture && !is_text(type)))) {
    kept_ = std::make_shared<StoredBlob>();
    kept_->content_type = type;
  }
  return head;
}

std::optional<Input> UpstreamCall::receive_body(Scratch& scratch) {
  const std::uint64_t most = fetch_.max_bytes == 0 ? kMostBytes : fetch_.max_bytes;
  for (int i = 0; i < kReadsInTurn; ++i) {
    std::string bytes = answer_.read();
    if (answer_.state() == InputBody::State::Failed)
      return lose(UpstreamLost::Sent::Maybe, "reset");
    if (answer_.state() == InputBody::State::Ended) return end(scratch);
    if (bytes.empty()) return std::nullopt;
    size_ += bytes.size();
    if (size_ > most) return lose(UpstreamLost::Sent::Maybe, "too_large");
    if (!kept_) return UpstreamChunk{fetch_.op, std::move(bytes)};
    kept_->bytes += bytes;
  }
  return std::nullopt;
}

Input UpstreamCall::end(Scratch& scratch) {
  over_ = true;
  return kept_ ? scratch.keep_answer(fetch_.op, kept_) : UpstreamEnd{fetch_.op};
}

void UpstreamCall::subscribe(std::vector<Pollable>& pollables) const {
  if (body_.is_waiting()) pollables.push_back(body_.subscribe());
  if (answered_) {
    pollables.push_back(answer_.subscribe());
  } else if (future_) {
    pollables.emplace_back(future_subscribe(future_.get()));
  }
}

}  // namespace fluxweir::wasi
