#include "request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <utility>

#include "base/text.h"

namespace fluxweir::native {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

std::string_view view(string_view text) { return {text.data(), text.size()}; }

// True when the comma-separated `list` names `token`.
bool names(std::string_view list, std::string_view token) {
  while (true) {
    const std::size_t comma = list.find(',');
    if (equals_ignoring_case(trim(list.substr(0, comma)), token)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

// Splits a target that the gate has judged into host, path and query.
void split_target(std::string_view target, RequestHead& head) {
  if (target.front() != '/' && target != "*") {
    const std::size_t host = target.find("//") + 2;
    const std::size_t end = std::min(target.find_first_of("/?", host), target.size());
    head.host = std::string(target.substr(host, end - host));
    target.remove_prefix(end);
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  head.path = std::string(target.substr(0, question));
  if (head.path.empty()) head.path = "/";
  if (question < target.size()) head.query = std::string(target.substr(question + 1));
}

}  // namespace

struct RequestReader::Parser final : http::basic_parser<true> {
  explicit Parser(RequestStart& out, const ReaderLimits& limits) : start(out) {
    header_limit(static_cast<std::uint32_t>(limits.head.head + 1));
    body_limit(limits.body);
    eager(false);
  }

  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    start.head.method = std::string(view(method));
    start.http10 = version == 10;
    start.keep_alive = version == 11;
    split_target(view(target), start.head);
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
    const std::string_view field = view(name);
    const std::string_view text = view(value);
    if (equals_ignoring_case(field, "host")) {
      if (start.head.host.empty()) start.head.host = std::string(text);
    } else if (equals_ignoring_case(field, "connection")) {
      if (names(text, "close")) {
        start.keep_alive = false;
        closing = true;
      } else if (!closing && names(text, "keep-alive")) {
        start.keep_alive = true;
      }
    } else if (equals_ignoring_case(field, "expect")) {
      start.expects_continue = !start.http10;
    }
    start.head.headers.push_back({std::string(field), std::string(text)});
  }

  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

  std::size_t on_body_impl(string_view bytes, error_code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, string_view, error_code&) override { return 0; }

  void on_finish_impl(error_code&) override {}

  RequestStart& start;
  std::string body;
  bool closing = false;
};

RequestReader::RequestReader(const ReaderLimits& limits)
    : limits_(limits), head_gate_(limits.head), chunk_gate_(limits.body) {}
RequestReader::~RequestReader() = default;

void RequestReader::reset() {
  state_ = State::Head;
  begun_ = false;
  start_ = {};
  head_gate_ = HeadGate(limits_.head);
  chunk_gate_ = ChunkGate(limits_.body);
  parser_.reset();
}

void RequestReader::refuse(Refusal refusal) {
  state_ = State::Refused;
  refusal_ = refusal;
}

std::size_t RequestReader::take(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (state_ == State::Head) return take_head(bytes);
  if (state_ == State::Body) return take_body(bytes);
  return 0;
}

std::size_t RequestReader::take_head(std::string_view bytes) {
  // One empty line before a request is skipped (RFC 9112 2.2).
  if (!begun_ && bytes.substr(0, 2) == "\r\n") {
    begun_ = true;
    return 2;
  }
  if (!begun_ && bytes == "\r") return 0;
  begun_ = true;
  const HeadGate::Found found = head_gate_.find(bytes);
  if (found.refusal) {
    refuse(found.refusal);
    return 0;
  }
  if (found.length == 0) return 0;
  const std::string_view head = bytes.substr(0, found.length);
  if (const Refusal refusal = check_head(head, limits_.head)) {
    refuse(refusal);
    return 0;
  }
  parser_ = std::make_unique<Parser>(start_, limits_);
  error_code error;
  parser_->put({head.data(), head.size()}, error);
  if (error == http::error::body_limit) {
    refuse({413, "the body is too long"});
    return 0;
  }
  if ((error && error != http::error::need_more) || !parser_->is_header_done()) {
    refuse({400, "the head is not valid"});
    return 0;
  }
  start_.has_body = !parser_->is_done();
  state_ = start_.has_body ? State::Body : State::Done;
  parser_->eager(true);
  return head.size();
}

std::size_t RequestReader::take_body(std::string_view bytes) {
  if (parser_->chunked()) return take_chunks(bytes);
  error_code error;
  const std::size_t used = parser_->put({bytes.data(), bytes.size()}, error);
  if (error && error != http::error::need_more) {
    refuse({400, "the body is not valid"});
  } else if (parser_->is_done()) {
    state_ = State::Done;
  }
  return used;
}

// Not by the parser: it counts a chunk again for each piece in which its line arrives, asserts
// where pieces are small, and throws where trailers are long.
std::size_t RequestReader::take_chunks(std::string_view bytes) {
  const std::size_t used = chunk_gate_.take(bytes, parser_->body);
  if (chunk_gate_.is_too_long()) {
    refuse({413, "the body is too long"});
  } else if (chunk_gate_.is_broken()) {
    refuse({400, "the chunked body is not valid"});
  } else if (chunk_gate_.is_done()) {
    state_ = State::Done;
  }
  return used;
}

std::string RequestReader::take_body() {
  return parser_ ? std::exchange(parser_->body, {}) : std::string();
}

}  // namespace fluxweir::native
