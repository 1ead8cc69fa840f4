#include "request_reader.h"

#include <doctest/doctest.h>

#include <string>

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

struct Read {
  RequestReader::State state = RequestReader::State::Head;
  int status = 0;
  std::string body;
  std::string left;
  RequestStart start;
};

// Feeds `bytes` in steps, as a connection would.
Read read(std::string_view bytes, std::size_t step, const ReaderLimits& limits = {}) {
  RequestReader reader(limits);
  Read result;
  std::string waiting;
  while (!bytes.empty()) {
    waiting += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    std::size_t used = 1;
    while (used > 0 && !waiting.empty() && reader.state() < RequestReader::State::Done) {
      used = reader.take(waiting);
      waiting.erase(0, used);
      result.body += reader.take_body();
    }
  }
  result.state = reader.state();
  result.status = reader.refusal().status;
  result.left = waiting;
  result.start = reader.start();
  return result;
}

constexpr std::string_view kChunked =
    "POST /a?b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("request reader: reads head and body at any cut") {
  const std::string request =
      "POST /v1/images?x=1 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 5\r\n\r\nhelloGET";
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, request.size()}) {
    const Read result = read(request, step);
    CHECK_EQ(result.state, RequestReader::State::Done);
    CHECK_EQ(result.body, "hello");
    CHECK_EQ(result.left, "GET");
    CHECK_EQ(result.start.head.method, "POST");
    CHECK_EQ(result.start.head.path, "/v1/images");
    CHECK_EQ(result.start.head.query, "x=1");
    CHECK_EQ(result.start.head.host, "h:1");
    CHECK(result.start.has_body);
    CHECK(result.start.keep_alive);
  }
}

TEST_CASE("request reader: joins chunks and drops trailers") {
  const std::string request =
      std::string(kChunked) + "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nhost: evil\r\n\r\nrest";
  for (const std::size_t step : {std::size_t{1}, std::size_t{5}, request.size()}) {
    const Read result = read(request, step);
    CHECK_EQ(result.state, RequestReader::State::Done);
    CHECK_EQ(result.body, "hello world");
    CHECK_EQ(result.left, "rest");
    CHECK_EQ(result.start.head.host, "h");
    CHECK_EQ(result.start.head.headers.size(), 2);
  }
}

TEST_CASE("request reader: refuses bad chunks at any cut") {
  for (const char* body : {"5\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "zz\r\n"}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{1000}}) {
      const Read result = read(std::string(kChunked) + body, step);
      CHECK_EQ(result.state, RequestReader::State::Refused);
      CHECK_EQ(result.status, 400);
    }
  }
}

TEST_CASE("request reader: a trailer of 70 KB is refused") {
  const std::string body = "0\r\nx: " + std::string(70'000, 'a') + "\r\n\r\n";
  for (const std::size_t step : {std::size_t{1000}, std::size_t{100'000}}) {
    CHECK_EQ(read(std::string(kChunked) + body, step).status, 400);
  }
}

TEST_CASE("request reader: refuses a declared body over the limit") {
  const ReaderLimits limits{.head = {}, .body = 10};
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ";
  CHECK_EQ(read(head + "10\r\n\r\n0123456789", 1000, limits).state, RequestReader::State::Done);
  CHECK_EQ(read(head + "11\r\n\r\n", 1000, limits).status, 413);
  const std::string chunked = std::string(kChunked) + "b\r\n0123456789a\r\n0\r\n\r\n";
  CHECK_EQ(read(chunked, 1000, limits).status, 413);
}

TEST_CASE("request reader: tells how the connection goes on") {
  const auto keeps = [](std::string_view version, std::string_view connection) {
    const std::string request = "GET / " + std::string(version) +
                                "\r\nHost: h\r\nConnection: " + std::string(connection) +
                                "\r\n\r\n";
    return read(request, 1000).start.keep_alive;
  };
  CHECK(keeps("HTTP/1.1", "x"));
  CHECK_FALSE(keeps("HTTP/1.1", "Close"));
  CHECK_FALSE(keeps("HTTP/1.1", "keep-alive, close"));
  CHECK_FALSE(keeps("HTTP/1.0", "x"));
  CHECK(keeps("HTTP/1.0", "Keep-Alive"));
}

TEST_CASE("request reader: takes the host of an absolute target") {
  const Read result = read("GET http://t.example?q HTTP/1.1\r\nHost: other\r\n\r\n", 1000);
  CHECK_EQ(result.start.head.host, "t.example");
  CHECK_EQ(result.start.head.path, "/");
  CHECK_EQ(result.start.head.query, "q");
}

TEST_CASE("request reader: skips one empty line before a request") {
  CHECK_EQ(read("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 1).state, RequestReader::State::Done);
  CHECK_EQ(read("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 1000).status, 400);
}

TEST_CASE("request reader: an empty chunked body at any cut") {
  const std::string request = std::string(kChunked) + "0\r\n\r\n";
  for (std::size_t step = 1; step <= request.size(); ++step)
    CHECK_EQ(read(request, step).state, RequestReader::State::Done);
}

TEST_CASE("request reader: the first breach decides at any cut") {
  const ReaderLimits limits{.head = {}, .body = 10};
  const std::string request = std::string(kChunked) + "1;a b\r\nx\r\nff\r\n";
  for (std::size_t step = 1; step <= request.size(); ++step)
    CHECK_EQ(read(request, step, limits).status, 400);
}
