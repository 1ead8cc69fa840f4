#include "http/sse.h"

#include <doctest/doctest.h>

#include "base/random.h"

using namespace fluxweir;

namespace {

std::vector<SseEvent> read(std::string_view stream) {
  SseReader reader;
  std::vector<SseEvent> events;
  CHECK(reader.feed(stream, events));
  return events;
}

}  // namespace

TEST_CASE("sse: reads the standard's examples") {
  CHECK(read("data: This is the first message.\n\ndata: This is the second message, it\ndata: has "
             "two lines.\n\n") ==
        std::vector<SseEvent>{{"", "This is the first message.", ""},
                              {"", "This is the second message, it\nhas two lines.", ""}});
  CHECK(read("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n") ==
        std::vector<SseEvent>{{"add", "73857293", ""}, {"remove", "2153", ""}});
  CHECK(read(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third "
             "event\n\n") == std::vector<SseEvent>{{"", "first event", "1"},
                                                   {"", "second event", ""},
                                                   {"", " third event", ""}});
  CHECK(read("data\n\ndata\ndata\n\ndata:") == std::vector<SseEvent>{{"", "", ""}, {"", "\n", ""}});
  CHECK(read("data:test\n\ndata: test\n\n") ==
        std::vector<SseEvent>{{"", "test", ""}, {"", "test", ""}});
}

TEST_CASE("sse: takes every line end and a byte order mark") {
  const std::vector<SseEvent> expected{{"a", "x\ny", ""}, {"", "z", ""}};
  CHECK(read("\xef\xbb\xbf"
             "event:a\ndata:x\ndata:y\n\ndata:z\n\n") == expected);
  CHECK(read("event:a\r\ndata:x\r\ndata:y\r\n\r\ndata:z\r\n\r\n") == expected);
  CHECK(read("event:a\rdata:x\rdata:y\r\rdata:z\r\r") == expected);
  CHECK(read("\xef\xbb\xbf\xef\xbb\xbf"
             "data:x\n\n")
            .empty());
}

TEST_CASE("sse: passes over what it does not know") {
  CHECK(read("retry: 10\nfoo: bar\n:c\nDATA: no\ndata : no\n\nevent: lost\n\ndata: x\n\n") ==
        std::vector<SseEvent>{{"", "x", ""}});
}

TEST_CASE("sse: drops an event that is not ended") { CHECK(read("data: x\n").empty()); }

TEST_CASE("sse: reads alike at any cut") {
  const std::string stream =
      "\xef\xbb\xbf"
      ": hi\r\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\nid: 7\ndata\n\n\rdata:3\r\r\r\ndata:4\n\r\n";
  const std::vector<SseEvent> expected = read(stream);
  CHECK_EQ(expected.size(), 4);
  Random random(31);
  for (int round = 0; round < 500; ++round) {
    SseReader reader;
    std::vector<SseEvent> events;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t length = random.below(round < 100 ? 2 : 9);
      CHECK(reader.feed(std::string_view(stream).substr(at, length), events));
      at += length;
    }
    REQUIRE(events == expected);
  }
}

TEST_CASE("sse: stops at an event beyond its limit") {
  std::vector<SseEvent> events;
  SseReader lines(20);
  CHECK(lines.feed("data:0123456789\n", events));
  CHECK_FALSE(lines.feed("data:0123456789\n", events));
  CHECK_FALSE(lines.feed("\n\ndata:x\n\n", events));
  SseReader line(20);
  CHECK(line.feed(std::string(20, ':'), events));
  CHECK_FALSE(line.feed(":", events));
  SseReader many(20);
  for (int i = 0; i < 10; ++i) CHECK(many.feed("data:0123456789\n\n", events));
  CHECK_EQ(events.size(), 10);
}

TEST_CASE("sse: writes what it reads") {
  CHECK_EQ(write_sse("done", "{\"a\":1}", "3"), "event: done\nid: 3\ndata: {\"a\":1}\n\n");
  CHECK_EQ(write_sse("", ""), "data: \n\n");
  CHECK_EQ(write_sse_comment("wait\n"), ": wait\n\n");
  CHECK(read(write_sse("a\nb", "1\n2\r\n3\r4\n", "5\r") + write_sse_comment("x")) ==
        std::vector<SseEvent>{{"ab", "1\n2\n3\n4\n", "5"}});
}
