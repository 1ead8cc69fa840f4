#include "dialects/wait.h"

#include <doctest/doctest.h>

using namespace fluxweir;

namespace {

// "30 wait=30": seconds, then what is obeyed; "-" where the client did not say, "!" for a fault.
std::string asked(std::string query, Headers headers = {}) {
  RequestHead head;
  head.query = std::move(query);
  head.headers = std::move(headers);
  const Result<AskedWait> wait = read_wait(head);
  if (!wait) return "!";
  const std::string time = wait->time ? std::to_string(wait->time->count / 1000) : "-";
  return wait->preferred.empty() ? time : time + " " + wait->preferred;
}

std::string preferred(std::string value) { return asked("", {{"Prefer", std::move(value)}}); }

}  // namespace

TEST_CASE("wait: reads seconds from the query") {
  CHECK_EQ(asked(""), "-");
  CHECK_EQ(asked("wait=30"), "30");
  CHECK_EQ(asked("a=1&wait=0&b=2"), "0");
  CHECK_EQ(asked("wait=3600"), "3600");
  CHECK_EQ(asked("wait"), "60");
  CHECK_EQ(asked("a&wait&b"), "60");
  CHECK_EQ(asked("await=5&waiter=1"), "-");
}

TEST_CASE("wait: refuses a query that it can't read") {
  for (const char* query : {"wait=", "wait=x", "wait=-1", "wait=3601", "wait=1.5", "wait=030",
                            "wait=99999999999999999999", "wait=%31"}) {
    CAPTURE(query);
    CHECK_EQ(asked(query), "!");
  }
}

TEST_CASE("wait: reads preferences by RFC 7240") {
  CHECK_EQ(preferred("wait"), "60 wait");
  CHECK_EQ(preferred("wait=10"), "10 wait=10");
  CHECK_EQ(preferred("WAIT = \"10\" ; x=1"), "10 wait=10");
  CHECK_EQ(preferred("respond-async"), "0 respond-async");
  CHECK_EQ(preferred("respond-async, wait=10"), "10 respond-async, wait=10");
  CHECK_EQ(preferred("handling=lenient, , wait=5"), "5 wait=5");
  CHECK_EQ(preferred("foo=\"a, wait=9\\\", wait=8\", wait=7"), "7 wait=7");
  CHECK_EQ(preferred("wait=5, wait=50"), "5 wait=5");
  CHECK_EQ(asked("", {{"prefer", "foo"}, {"prefer", "wait=4"}}), "4 wait=4");
  CHECK_EQ(preferred("wait=7200"), "3600 wait=3600");
}

TEST_CASE("wait: ignores preferences that it can't read") {
  for (const char* value :
       {"", ",", "foo", "wait=x", "wait=-1", "return=minimal", "waits=3", "foo=\"wait", "="}) {
    CAPTURE(value);
    CHECK_EQ(preferred(value), "-");
  }
}

TEST_CASE("wait: takes the query before the header") {
  CHECK_EQ(asked("wait=1", {{"prefer", "respond-async"}}), "1");
}
