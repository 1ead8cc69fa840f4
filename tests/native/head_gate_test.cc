#include "head_gate.h"

#include <doctest/doctest.h>

#include <string>

using namespace fluxweir::native;

namespace {

std::string head_of(std::size_t fields) {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < fields; ++i) head += "X: b\r\n";
  return head + "\r\n";
}

}  // namespace

TEST_CASE("head gate: a refusal says why") {
  const Refusal refusal = check_head("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  CHECK_EQ(refusal.status, 400);
  CHECK_EQ(refusal.message, "there must be exactly one Host field");
  CHECK(check_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message.empty());
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
  // However it arrives: the length shows before the bare LF does.
  CHECK_EQ(HeadGate().find(std::string(8194, 'G') + "\n").refusal.status, 414);
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
