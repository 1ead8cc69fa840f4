#include "head_gate.h"

#include <doctest/doctest.h>

#include <string>

using namespace fluxweir::native;

namespace {

struct Row {
  const char* what;
  std::string_view head;
  int status;  // 0: passes
};

using namespace std::string_view_literals;

constexpr Row kRows[] = {
    // What must pass.
    {"least", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"sv, 0},
    {"port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"sv, 0},
    {"empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n"sv, 0},
    {"ipv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"sv, 0},
    {"no space after colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n"sv, 0},
    {"tabs around value", "GET / HTTP/1.1\r\nHost:\ta\t\r\n\r\n"sv, 0},
    {"empty value", "GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\n\r\n"sv, 0},
    {"tab inside value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\tc\r\n\r\n"sv, 0},
    {"obs-text value", "GET / HTTP/1.1\r\nHost: a\r\nX: caf\xC3\xA9\r\n\r\n"sv, 0},
    {"query", "GET /a?b=c&d=%20 HTTP/1.1\r\nHost: a\r\n\r\n"sv, 0},
    {"braces in query", "GET /a?b={c}|d HTTP/1.1\r\nHost: a\r\n\r\n"sv, 0},
    {"absolute form", "GET http://a.example/b HTTP/1.1\r\nHost: a.example\r\n\r\n"sv, 0},
    {"absolute, no path", "GET HTTPS://a.example:443?q HTTP/1.1\r\nHost: a\r\n\r\n"sv, 0},
    {"unknown method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"sv, 0},
    {"http/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"sv, 0},
    {"http/1.0 without host", "GET / HTTP/1.0\r\n\r\n"sv, 0},
    {"length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"sv, 0},
    {"length of 64 bits",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n"sv, 0},
    {"chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"sv, 0},
    {"chunked, any case", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: CHunked\r\n\r\n"sv, 0},
    {"expect", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n"sv, 0},
    {"odd token name", "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~: b\r\n\r\n"sv, 0},
    // Lines.
    {"bare lf in request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"sv, 400},
    {"bare lf after field", "GET / HTTP/1.1\r\nHost: a\n\r\n"sv, 400},
    {"bare lf at end", "GET / HTTP/1.1\r\nHost: a\r\n\n"sv, 400},
    {"bare cr in value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n"sv, 400},
    {"bare cr in request line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"double cr", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"sv, 400},
    {"fold by space", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"sv, 400},
    {"fold by tab", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n"sv, 400},
    {"space before first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"sv, 400},
    {"no request line", "\r\n"sv, 400},
    // Request line.
    {"no version", "GET /\r\n\r\n"sv, 400},
    {"no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"space at end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"sv, 400},
    {"space at start", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"tab for space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"method not a token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"lower-case protocol", "GET / http/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"version of three digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n"sv, 400},
    {"version without dot", "GET / HTTP/11\r\nHost: a\r\n\r\n"sv, 400},
    {"http/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"sv, 505},
    {"http/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"sv, 505},
    {"http/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n"sv, 505},
    {"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"nul in target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"del in target", "GET /a\x7F HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"raw utf-8 in target", "GET /caf\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"relative target", "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"asterisk target", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"user info in target", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"empty host in target", "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n"sv, 400},
    {"connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"sv, 405},
    {"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"sv, 405},
    // Names and values.
    {"space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"sv, 400},
    {"tab before colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n"sv, 400},
    {"empty name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"sv, 400},
    {"no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"sv, 400},
    {"parenthesis in name", "GET / HTTP/1.1\r\nHost: a\r\nX(y: b\r\n\r\n"sv, 400},
    {"utf-8 in name", "GET / HTTP/1.1\r\nHost: a\r\nX\xC3\xA9: b\r\n\r\n"sv, 400},
    {"nul in value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"sv, 400},
    {"escape in value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x1B[0m\r\n\r\n"sv, 400},
    {"del in value", "GET / HTTP/1.1\r\nHost: a\r\nX: b\x7F\r\n\r\n"sv, 400},
    // Host.
    {"no host", "GET / HTTP/1.1\r\nX: b\r\n\r\n"sv, 400},
    {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"sv, 400},
    {"two equal hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"sv, 400},
    {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"sv, 400},
    {"host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"sv, 400},
    {"host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"sv, 400},
    {"host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"sv, 400},
    {"host with bad port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"sv, 400},
    {"host with large port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"sv, 400},
    {"host of port only", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"sv, 400},
    {"host bracket open", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"sv, 400},
    {"host bracket name", "GET / HTTP/1.1\r\nHost: [example]\r\n\r\n"sv, 400},
    // Content-Length.
    {"plus length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"sv, 400},
    {"minus length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"sv, 400},
    {"hex length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"sv, 400},
    {"length with space", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 2\r\n\r\n"sv, 400},
    {"length list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n"sv, 400},
    {"empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"sv, 400},
    {"length of 65 bits",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551616\r\n\r\n"sv, 400},
    {"equal lengths twice",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"sv, 400},
    // Transfer-Encoding.
    {"coding and length",
     "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
     400},
    {"length and coding",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"sv,
     400},
    {"coding in http/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"sv,
     400},
    {"unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"sv, 400},
    {"identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n"sv, 400},
    {"chunked not last", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"sv,
     400},
    {"chunked after gzip",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"sv, 400},
    {"chunked twice in one",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"sv, 400},
    {"two codings",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n"sv,
     400},
    {"quoted coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n"sv,
     400},
    {"empty member", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n"sv, 400},
    {"vertical tab before",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0B"
     "chunked\r\n\r\n"sv,
     400},
    {"no-break space before",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \xC2\xA0"
     "chunked\r\n\r\n"sv,
     400},
    {"empty coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"sv, 400},
    {"other expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: teapot\r\n\r\n"sv, 417},
};

std::string head_of(std::size_t fields) {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < fields; ++i) head += "X: b\r\n";
  return head + "\r\n";
}

}  // namespace

TEST_CASE("head gate: judges each raw head") {
  for (const Row& row : kRows) {
    CAPTURE(row.what);
    const Refusal refusal = check_head(row.head);
    CHECK_EQ(refusal.status, row.status);
    CHECK_EQ(refusal.message.empty(), row.status == 0);
  }
}

TEST_CASE("head gate: takes a hundred fields, not more") {
  CHECK_EQ(check_head(head_of(100)).status, 0);
  CHECK_EQ(check_head(head_of(101)).status, 431);
}

TEST_CASE("head gate: finds the end byte by byte") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  HeadGate gate;
  for (std::size_t n = 1; n < head.size(); ++n) {
    const HeadGate::Found found = gate.find(std::string_view(head).substr(0, n));
    CHECK_EQ(found.length, 0);
    CHECK_FALSE(bool(found.refusal));
  }
  CHECK_EQ(gate.find(head + "body").length, head.size());
}

TEST_CASE("head gate: refuses a bare LF before the head is whole") {
  HeadGate gate;
  CHECK_EQ(gate.find("GET / HTTP/1.1\n").refusal.status, 400);
}

TEST_CASE("head gate: request line up to 8 KiB") {
  const auto line = [](std::size_t bytes) {
    return "GET /" + std::string(bytes - 14, 'a') + " HTTP/1.1";
  };
  HeadGate gate;
  CHECK_EQ(gate.find(line(8192) + "\r\nHost: a\r\n\r\n").refusal.status, 0);
  CHECK_EQ(HeadGate().find(line(8193) + "\r\nHost: a\r\n\r\n").refusal.status, 414);
  CHECK_EQ(HeadGate().find(std::string(8194, 'G')).refusal.status, 414);
}

TEST_CASE("head gate: whole head up to 16 KiB") {
  const auto head = [](std::size_t bytes) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return start + std::string(bytes - start.size() - 4, 'b') + "\r\n\r\n";
  };
  CHECK_EQ(HeadGate().find(head(16384)).length, 16384);
  CHECK_EQ(HeadGate().find(head(16385)).refusal.status, 431);
  CHECK_EQ(HeadGate().find(head(20000).substr(0, 16385)).refusal.status, 431);
}
