// Head gate, chunk gate and RequestReader together: however the bytes arrive the requests are the
// same, and an accepted one written anew is accepted again and means the same.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "request_reader.h"
#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;
using native::ReaderLimits;
using native::RequestReader;

namespace {

struct Read {
  native::RequestStart start;
  std::string body;
};

struct Seen {
  std::vector<Read> requests;
  int refusal = 0;
  std::size_t left = 0;  // bytes of an unfinished request
};

class Connection {
 public:
  explicit Connection(const ReaderLimits& limits) : reader_(limits) {}

  void arrive(std::string_view bytes) {
    waiting_ += bytes;
    using State = RequestReader::State;
    std::size_t used = 1;
    while (used > 0 && !waiting_.empty() && reader_.state() != State::Refused) {
      used = reader_.take(waiting_);
      law(used <= waiting_.size(), "no more is consumed than was given");
      waiting_.erase(0, used);
      body_ += reader_.take_body();
      if (reader_.state() != State::Done) continue;
      seen_.requests.push_back({reader_.start(), std::exchange(body_, {})});
      reader_.reset();
    }
  }

  Seen end() {
    seen_.refusal = reader_.refusal().status;
    seen_.left = seen_.refusal == 0 ? waiting_.size() : 0;
    return std::move(seen_);
  }

 private:
  RequestReader reader_;
  std::string waiting_;
  std::string body_;
  Seen seen_;
};

Seen see(std::string_view bytes, const ReaderLimits& limits, Cuts* cuts) {
  Connection connection(limits);
  while (!bytes.empty()) {
    const std::size_t piece = std::min(cuts ? cuts->next() : bytes.size(), bytes.size());
    connection.arrive(bytes.substr(0, piece));
    bytes.remove_prefix(piece);
  }
  return connection.end();
}

bool same_head(const RequestHead& a, const RequestHead& b) {
  return a.method == b.method && a.path == b.path && a.query == b.query && a.host == b.host;
}

bool is_framing(const Header& header) {
  return equals_ignoring_case(header.name, "content-length") ||
         equals_ignoring_case(header.name, "transfer-encoding") ||
         equals_ignoring_case(header.name, "host");
}

Headers without_framing(Headers headers) {
  headers.erase(std::remove_if(headers.begin(), headers.end(), is_framing), headers.end());
  return headers;
}

void check_head(const native::RequestStart& start) {
  const RequestHead& head = start.head;
  for (const char c : head.method)
    law(native::is_token_character(c), "a method is a token", head.method);
  law(!head.path.empty() && (head.path[0] == '/' || head.path == "*"), "a path begins with /");
  for (const char c : head.path + head.query)
    law(c > 0x20 && c != 0x7F && c != '#', "a target holds visible ASCII only", head.path);
  law(head.host.empty() ? start.http10 : native::is_authority(head.host), "a host is one");
  for (const Header& header : head.headers) {
    law(!header.name.empty(), "a field has a name");
    for (const char c : header.name) law(native::is_token_character(c), "a name is a token");
    for (const char c : header.value) {
      const auto byte = static_cast<unsigned char>(c);
      law((byte >= 0x20 || byte == '\t') && byte != 0x7F, "a value holds no control");
    }
  }
}

std::string write(const Read& request, bool chunked) {
  const RequestHead& head = request.start.head;
  std::string out = head.method + " " + head.path;
  if (!head.query.empty()) out += "?" + head.query;
  out += request.start.http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
  if (!head.host.empty()) out += "Host: " + head.host + "\r\n";
  for (const Header& header : without_framing(head.headers))
    out += header.name + ": " + header.value + "\r\n";
  const std::string& body = request.body;
  if (!chunked) return out + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  out += "Transfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < body.size(); at += 15) {
    const std::string piece = body.substr(at, 15);
    out += std::string(1, "0123456789abcdef"[piece.size()]) + "\r\n" + piece + "\r\n";
  }
  return out + "0\r\n\r\n";
}

void check_again(const Read& request, bool chunked) {
  ReaderLimits wide;
  wide.head = {100'000, 200'000, 1000};
  const Seen again = see(write(request, chunked && !request.start.http10), wide, nullptr);
  law(again.refusal == 0 && again.left == 0 && again.requests.size() == 1,
      "an accepted request written anew is one request");
  const Read& read = again.requests.front();
  law(same_head(read.start.head, request.start.head), "and has the same head");
  law(without_framing(read.start.head.headers) == without_framing(request.start.head.headers),
      "and the same fields");
  law(read.body == request.body, "and the same body");
  law(read.start.keep_alive == request.start.keep_alive, "and ends the connection alike");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  const std::uint8_t how = choices.byte();
  Cuts cuts(choices.byte());
  ReaderLimits limits;
  if (how & 1U) limits = {{64, 160, 4}, 40};  // small, so that a short input can pass them
  const std::string_view bytes = choices.rest();

  const Seen whole = see(bytes, limits, nullptr);
  const Seen cut = see(bytes, limits, &cuts);
  law(whole.refusal == cut.refusal, "no cut changes the verdict");
  law(whole.left == cut.left, "no cut changes what is left");
  law(whole.requests.size() == cut.requests.size(), "no cut changes the number of requests");
  for (std::size_t i = 0; i < whole.requests.size(); ++i) {
    const Read& request = whole.requests[i];
    law(same_head(request.start.head, cut.requests[i].start.head) &&
            request.start.head.headers == cut.requests[i].start.head.headers &&
            request.body == cut.requests[i].body,
        "no cut changes a request");
    check_head(request.start);
    law(request.body.size() <= limits.body, "no body is longer than allowed");
    check_again(request, (how & 2U) != 0);
  }
  return 0;
}
