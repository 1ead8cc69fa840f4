// What a full host refuses, how, and in whose shape; and what it never does.
#include "exchange/admission.h"

#include <doctest/doctest.h>

#include <set>

#include "base/text.h"
#include "gateway.h"
#include "json/tree.h"

using namespace fluxweir;

namespace {

const Gateway& gateway() {
  static const Gateway kGateway =
      std::move(*Gateway::load(R"({"limits":{"runs":3,"paint_wait_ms":1000,"body_bytes":100000,
                                   "bytes_in_flight":1048576}})"));
  return kGateway;
}

struct Told {
  int status = 0;
  Headers headers;
  json::Tree json;
  bool closes = false;
  bool waits = false;  // for more of the request
  bool queried = false;
  OpId asked;
  std::string header(std::string_view name) const {
    return std::string(find_header(headers, name).value_or(""));
  }
};

Told drain(Machine& machine) {
  Told told;
  std::string body;
  for (;;) {
    Action action = machine.poll();
    told.waits = std::holds_alternative<Wait>(action);
    if (told.waits || std::holds_alternative<Finished>(action)) break;
    if (const auto* query = std::get_if<Query>(&action)) {
      told.queried = true;
      told.asked = query->op;
    }
    if (const auto* end = std::get_if<RespondEnd>(&action)) told.closes = end->close;
    if (const auto* head = std::get_if<RespondHead>(&action)) {
      told.status = head->status;
      told.headers = head->headers;
    }
    if (const auto* chunk = std::get_if<RespondChunk>(&action)) {
      for (const BodyPart& part : chunk->parts) body += std::get<std::string>(part);
    }
  }
  told.json = json::Tree::parse(body, nullptr, false);
  return told;
}

RequestHead head_of(std::string method, std::string path, std::size_t length) {
  RequestHead head;
  head.method = std::move(method);
  head.path = std::move(path);
  head.host = "localhost";
  head.headers = {{"content-type", "application/json"}, {"content-length", std::to_string(length)}};
  return head;
}

constexpr const char* kBody = R"({"prompt":"a fox"})";

// A whole create; `before` is what the host says at its head, `after` at its end.
Told create(const Load& before, const Load& after = {}, const std::string& path = "/v1/images") {
  Machine exchange = gateway().open({});
  exchange.handle(ClientHead{head_of("POST", path, 18), {}, before}, {});
  if (const Told early = drain(exchange); !early.waits) return early;
  exchange.handle(ClientChunk{kBody}, {});
  exchange.handle(ClientEnd{{}, after}, {});
  return drain(exchange);
}

Load runs(std::int64_t count) { return {count, 0, {}, false}; }
Load bytes(std::int64_t count) { return {0, count, {}, false}; }
Load painting(std::int64_t ms) { return {0, 0, {ms}, false}; }
const Load kDraining{0, 0, {}, true};

Told get(const std::string& path, const Load& load) {
  Machine exchange = gateway().open({});
  exchange.handle(ClientHead{head_of("GET", path, 0), {}, load}, {});
  exchange.handle(ClientEnd{{}, load}, {});
  return drain(exchange);
}

}  // namespace

TEST_CASE("admission: one run too many is 429 with a time to return") {
  CHECK_EQ(create(runs(2)).status, 0);
  const Told full = create(runs(3));
  CHECK_EQ(full.status, 429);
  CHECK_EQ(full.json["error"]["code"], "too_many_runs");
  const auto after = to_integer(full.header("retry-after")).value_or(0);
  CHECK(after >= 1);
  CHECK(after <= 3);
  CHECK_FALSE(full.queried);
  CHECK_FALSE(full.closes);  // its body was small and has been read
}

TEST_CASE("admission: the end, memory and the painter are 503") {
  for (const Load& load : {kDraining, bytes(1'048'576), painting(1001)}) {
    const Told full = create(load);
    CHECK_EQ(full.status, 503);
    CHECK_EQ(full.json["error"]["code"], "unavailable");
    CHECK_NE(full.header("retry-after"), "");
    CHECK_FALSE(full.queried);
  }
  CHECK(create(bytes(1'048'500)).queried);
  CHECK(create(painting(1000)).queried);
}

TEST_CASE("admission: what filled up while the body came counts") {
  CHECK(create({}, {}).queried);
  CHECK_EQ(create({}, runs(3)).status, 429);
  CHECK_EQ(create({}, kDraining).status, 503);
}

TEST_CASE("admission: a large body is refused before it is read") {
  for (const bool chunked : {false, true}) {
    Machine exchange = gateway().open({});
    RequestHead head = head_of("POST", "/v1/images", 50'000);
    if (chunked) head.headers = {head.headers[0], {"transfer-encoding", "chunked"}};
    exchange.handle(ClientHead{head, {}, runs(3)}, {});
    const Told told = drain(exchange);
    CHECK_FALSE(told.waits);
    CHECK_EQ(told.status, 429);
    CHECK(told.closes);
  }
}

TEST_CASE("admission: a declared body counts before it comes") {
  Machine exchange = gateway().open({});
  exchange.handle(ClientHead{head_of("POST", "/v1/images", 90'000), {}, bytes(1'000'000)}, {});
  CHECK_EQ(drain(exchange).status, 503);
  Machine other = gateway().open({});
  other.handle(ClientHead{head_of("POST", "/v1/images", 40'000), {}, bytes(1'000'000)}, {});
  CHECK(drain(other).waits);
}

TEST_CASE("admission: a refusal has the shape of its dialect") {
  const Told fal = create(runs(9), {}, "/fal-ai/flux-pro/v1.1-ultra");
  CHECK_EQ(fal.status, 429);
  CHECK(fal.json.contains("detail"));
  const Told openai = create(runs(9), {}, "/v1/images/generations");
  CHECK_EQ(openai.json["error"]["code"], "too_many_runs");
  CHECK(openai.json["error"].contains("type"));
  for (const Told& told : {fal, openai}) CHECK_NE(told.header("retry-after"), "");
}

TEST_CASE("admission: what is only looked up is let in") {
  const Load all{1'000, 0, {60'000}, false};
  CHECK_EQ(get("/v1/models", all).status, 200);
  CHECK_EQ(get("/healthz", kDraining).status, 200);
  CHECK(get("/v1/runs/x", kDraining).queried);
  CHECK_EQ(get("/media/a/0.png", bytes(2 << 20)).status, 503);
}

TEST_CASE("admission: is not ready once the host is to end") {
  CHECK_EQ(get("/readyz", {}).status, 200);
  const Told told = get("/readyz", kDraining);
  CHECK_EQ(told.status, 503);
  CHECK_EQ(told.json["error"]["code"], "unavailable");
}

TEST_CASE("admission: times to return differ") {
  Random random(7);
  const Limits limits;
  const Routed routed = find_route("POST", "/v1/images");
  std::set<std::int64_t> times;
  for (int i = 0; i < 50; ++i) {
    const auto error = check_load(kDraining, limits, *routed.match.route, 0, random);
    REQUIRE(error.has_value());
    CHECK_EQ(error->retry_after->count % 1000, 0);
    times.insert(error->retry_after->count);
  }
  CHECK_EQ(times.size(), 3);
}

TEST_CASE("admission: a run whose client left before it was stored is forgotten") {
  Machine exchange = gateway().open({});
  exchange.handle(ClientHead{head_of("POST", "/v1/images", 18), {}}, {});
  exchange.handle(ClientChunk{kBody}, {});
  exchange.handle(ClientEnd{}, {});
  const Told asked = drain(exchange);
  REQUIRE(asked.queried);
  exchange.handle(ClientGone{}, {});
  CHECK(drain(exchange).waits);
  exchange.handle(QueryDone{asked.asked, true, {{}}}, {});
  std::string did;
  for (Action action = exchange.poll(); !std::holds_alternative<Finished>(action);
       action = exchange.poll()) {
    REQUIRE_FALSE(std::holds_alternative<Start>(action));
    REQUIRE_FALSE(std::holds_alternative<Wait>(action));
    if (const auto* query = std::get_if<Query>(&action)) did += query->batch.at(0).name;
  }
  CHECK_EQ(did, "run.delete");
}
