#include "chunk_gate.h"

#include <doctest/doctest.h>

#include <string>

using namespace fluxweir::native;

namespace {

enum class Verdict { Done, More, Bad };

Verdict judge(std::string_view body, std::size_t step) {
  ChunkGate gate;
  std::string data;
  for (std::size_t at = 0; at < body.size(); at += step) {
    gate.take(body.substr(at, step), data);
    if (gate.is_broken()) return Verdict::Bad;
  }
  return gate.is_done() ? Verdict::Done : Verdict::More;
}

struct Row {
  const char* what;
  std::string body;
  Verdict verdict;
};

std::string extension(std::size_t bytes) {
  return "1;" + std::string(bytes, 'e') + "\r\nx\r\n0\r\n\r\n";
}

std::string trailers(std::size_t bytes) {
  return "0\r\nx: " + std::string(bytes - 3, 't') + "\r\n\r\n";
}

const Row kRows[] = {
    {"empty body", "0\r\n\r\n", Verdict::Done},
    {"one chunk", "5\r\nhello\r\n0\r\n\r\n", Verdict::Done},
    {"hex of both cases", "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n", Verdict::Done},
    {"zeros before the size", "0005\r\nhello\r\n000\r\n\r\n", Verdict::Done},
    {"extension", "5;a=b\r\nhello\r\n0\r\n\r\n", Verdict::Done},
    {"quoted extension", "5;a=\"b\\\"\"\r\nhello\r\n0\r\n\r\n", Verdict::Done},
    {"quotes not closed", "5;a=\"b\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"line end as a quoted pair", "5;a=\"b\\\r\n\"\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"blanks in an extension", "5; a =\tb ;c\r\nhello\r\n0\r\n\r\n", Verdict::Done},
    {"extension without name", "5;\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"extension without value", "5;a=\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"extension of two values", "5;a=b=c\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"extension of two words", "5;a b\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"text behind quotes", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"trailer of framing", "0\r\ncontent-length: 5\r\n\r\n", Verdict::Bad},
    {"trailer", "0\r\na: b\r\nc: d\r\n\r\n", Verdict::Done},
    {"not ended", "5\r\nhello\r\n0\r\n", Verdict::More},
    {"extension of 256", extension(256), Verdict::Done},
    {"extension of 257", extension(257), Verdict::Bad},
    {"trailer of 8 KiB", trailers(8192 - 2), Verdict::Done},
    {"trailer too long", trailers(8192 + 1), Verdict::Bad},
    {"sixteen digits", "0000000000000001\r\nx\r\n0\r\n\r\n", Verdict::Done},
    {"seventeen digits", "00000000000000001\r\nx\r\n0\r\n\r\n", Verdict::Bad},
    {"no size", "\r\nhello", Verdict::Bad},
    {"prefix 0x", "0x5\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"plus", "+5\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"minus", "-5\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"space before extension", "5 ;a\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"space after size", "5 \r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"bare lf after size", "5\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"bare lf after data", "5\r\nhello\n0\r\n\r\n", Verdict::Bad},
    {"cr without lf", "5\rhello\r\n0\r\n\r\n", Verdict::Bad},
    {"data too long", "5\r\nhello!\r\n0\r\n\r\n", Verdict::Bad},
    {"bare lf at the end", "0\r\n\n", Verdict::Bad},
    {"control in extension", "5;\x01\r\nhello\r\n0\r\n\r\n", Verdict::Bad},
    {"bare lf in trailer", "0\r\na: b\n\r\n", Verdict::Bad},
};

}  // namespace

TEST_CASE("chunk gate: judges each body at any cut") {
  for (const Row& row : kRows) {
    CAPTURE(row.what);
    CHECK_EQ(judge(row.body, row.body.size()), row.verdict);
    CHECK_EQ(judge(row.body, 1), row.verdict);
    CHECK_EQ(judge(row.body, 3), row.verdict);
  }
}

TEST_CASE("chunk gate: gives the data and stops at the end") {
  ChunkGate gate;
  std::string data;
  const std::string body = "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nx: y\r\n\r\n";
  CHECK_EQ(gate.take(body + "GET / HTTP/1.1\n", data), body.size());
  CHECK(gate.is_done());
  CHECK_EQ(data, "hello world");
  CHECK_EQ(gate.take("more", data), 0);
}

TEST_CASE("chunk gate: counts what the chunks hold in all") {
  ChunkGate gate(8);
  std::string data;
  gate.take("5\r\nhello\r\n3\r\nabc\r\n", data);
  CHECK_FALSE(gate.is_too_long());
  gate.take("1;x", data);
  CHECK(gate.is_too_long());
  CHECK(gate.is_broken());
}
