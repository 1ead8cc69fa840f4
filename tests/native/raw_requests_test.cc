// The raw requests of tests/data/http through the reader, however the bytes arrive.
#include "support/raw_requests.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "request_reader.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

constexpr std::size_t kShort = 400;  // bytes; longer rows are cut at a few places only

// What a connection would make of `bytes`: how many requests, and how it ends.
struct Seen {
  int requests = 0;
  int refusal = 0;
  bool open = false;    // bytes of an unfinished request are left
  bool closes = false;  // the last one asked for the end, so nothing after it counts
  std::string meaning;  // of all that was accepted
  std::string body;     // of the request in work
};

void note(RequestReader& reader, Seen& seen) {
  const RequestStart& start = reader.start();
  seen.meaning += start.head.method + " " + start.head.host + " " + start.head.path + "?" +
                  start.head.query + "\n";
  for (const Header& header : start.head.headers)
    seen.meaning += header.name + "=" + header.value + "\n";
  seen.meaning += std::exchange(seen.body, {});
  ++seen.requests;
  seen.closes = !start.keep_alive;
}

void advance(RequestReader& reader, std::string& waiting, Seen& seen) {
  using State = RequestReader::State;
  std::size_t used = 1;
  while (used > 0 && !waiting.empty() && reader.state() != State::Refused && !seen.closes) {
    used = reader.take(waiting);
    REQUIRE_LE(used, waiting.size());
    waiting.erase(0, used);
    seen.body += reader.take_body();
    if (reader.state() == State::Done) {
      note(reader, seen);
      reader.reset();
    }
  }
}

// `cuts` are the places between the pieces, in order.
Seen see(std::string_view bytes, const std::vector<std::size_t>& cuts) {
  RequestReader reader;
  Seen seen;
  std::string waiting;
  std::size_t at = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : bytes.size();
    waiting += bytes.substr(at, end - at);
    at = end;
    advance(reader, waiting, seen);
  }
  seen.refusal = reader.refusal().status;
  seen.open = !seen.closes && (reader.has_begun() || !waiting.empty());
  return seen;
}

std::vector<std::size_t> every(std::size_t step, std::size_t size) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = step; at < size; at += step) cuts.push_back(at);
  return cuts;
}

void check_same(const Seen& seen, const Seen& whole) {
  CHECK_EQ(seen.requests, whole.requests);
  CHECK_EQ(seen.refusal, whole.refusal);
  CHECK_EQ(seen.open, whole.open);
  CHECK(seen.meaning == whole.meaning);
}

}  // namespace

TEST_CASE("raw requests: each row gets its verdict") {
  for (const RawRequest& row : read_raw_requests()) {
    CAPTURE(row.name);
    const Seen seen = see(row.bytes, {});
    CHECK_EQ(seen.requests, row.refusal() > 0 ? row.answers - 1 : row.answers);
    CHECK_EQ(seen.refusal, row.refusal());
    if (row.is_cut_off() && !row.bytes.empty()) CHECK(seen.open);
    if (row.is_served()) {
      CHECK_FALSE(seen.open);
      CHECK_EQ(seen.closes, row.closes());
    }
  }
}

TEST_CASE("raw requests: no cut changes a verdict") {
  for (const RawRequest& row : read_raw_requests()) {
    CAPTURE(row.name);
    const Seen whole = see(row.bytes, {});
    if (row.bytes.size() <= 8 * kShort)
      check_same(see(row.bytes, every(1, row.bytes.size())), whole);
    check_same(see(row.bytes, every(997, row.bytes.size())), whole);
    const std::size_t step = row.bytes.size() <= kShort ? 1 : row.bytes.size() / 20;
    for (std::size_t at = 1; at < row.bytes.size(); at += step) {
      CAPTURE(at);
      check_same(see(row.bytes, {at}), whole);
    }
  }
}

TEST_CASE("raw requests: the file is large and well formed") {
  const std::vector<RawRequest> rows = read_raw_requests();
  CHECK_GE(rows.size(), 300);
  std::set<std::string> names;
  for (const RawRequest& row : rows) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK((row.section.substr(0, 5) == "9110-" || row.section.substr(0, 5) == "9112-"));
    CHECK((row.is_served() || row.is_cut_off() || row.refusal() >= 400));
  }
}
