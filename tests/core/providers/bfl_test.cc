#include <doctest/doctest.h>

#include "json/tree.h"
#include "providers/registry.h"

using namespace fluxweir;

namespace {

Offer offer_of(std::string origin = "https://api.bfl.ai") {
  Offer offer;
  offer.id = "bfl";
  offer.model = "flux-pro-v1-1-ultra";
  offer.codec = "bfl";
  offer.wire_model = "flux-pro-1.1-ultra";
  offer.origin = std::move(origin);
  offer.allowed_hosts = {"*.bfl.ai"};
  offer.credential = "BFL_KEY";
  return offer;
}

Job ultra() {
  Job job;
  job.seed = 42;
  job.final_prompt = "a \"lighthouse\"";
  job.request.aspect_ratio = "16:9";
  job.request.size = {2752, 1536};
  job.request.safety_tolerance = 6;
  return job;
}

json::Tree body_of(const Call& call) {
  std::string text;
  for (const BodyPart& part : call.body) {
    const auto* bytes = std::get_if<std::string>(&part);
    text += bytes ? *bytes : "<blob>";
  }
  return json::Tree::parse(text, nullptr, false);
}

Reply reply(int status, std::string body) {
  Reply made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

Setback::Kind kind(int status, std::string body, Asked asked) {
  const auto read = bfl_codec().read(reply(status, std::move(body)), asked);
  REQUIRE_FALSE(read.has_value());
  return read.error().kind;
}

}  // namespace

TEST_CASE("bfl codec: submits Ultra as its API documents") {
  const Call call = bfl_codec().submit(ultra(), offer_of(), {});
  CHECK_EQ(call.method, "POST");
  CHECK_EQ(call.url, "https://api.bfl.ai/v1/flux-pro-1.1-ultra");
  CHECK(call.credential == Credential{"BFL_KEY", "x-key", ""});
  CHECK_EQ(body_of(call), json::Tree::parse(R"({"prompt":"a \"lighthouse\"","aspect_ratio":"16:9",
    "raw":false,"prompt_upsampling":false,"seed":42,"safety_tolerance":6,"output_format":"jpeg"})"));
}

TEST_CASE("bfl codec: sends a reference picture as base64 in the body") {
  Job job = ultra();
  job.request.reference = Reference{BlobRef{"s1", 3, BlobRef::As::Raw}, {}};
  job.request.strength_token = "0.35";
  const Call call = bfl_codec().submit(job, offer_of(), "https://me.example/hooks/x");
  const json::Tree body = body_of(call);
  CHECK_EQ(body["image_prompt"], "<blob>");
  CHECK_EQ(body["image_prompt_strength"], 0.35);
  CHECK_EQ(body["webhook_url"], "https://me.example/hooks/x");
  REQUIRE_EQ(call.body.size(), 3);
  CHECK(std::get<BlobRef>(call.body[1]).as == BlobRef::As::Base64);
}

TEST_CASE("bfl codec: sizes the others by width and height") {
  Job job = ultra();
  job.request.image_size = "landscape_4_3";
  job.request.size = {1024, 768};
  job.request.steps = 28;
  job.request.guidance_token = "3.5";
  const json::Tree body = body_of(bfl_codec().submit(job, offer_of(), {}));
  CHECK_EQ(body["width"], 1024);
  CHECK_EQ(body["height"], 768);
  CHECK_EQ(body["steps"], 28);
  CHECK_EQ(body["guidance"], 3.5);
  CHECK_FALSE(body.contains("aspect_ratio"));
  CHECK_FALSE(body.contains("raw"));
}

TEST_CASE("bfl codec: clamps to its limits and says so") {
  GenerateRequest request;
  request.guidance_token = "20";
  request.acceleration = "high";
  request.safety_checker = false;
  std::vector<Adjustment> changes;
  bfl_codec().fit(request, changes);
  REQUIRE_EQ(changes.size(), 3);
  CHECK_EQ(changes[0].path, "enable_safety_checker");
  CHECK_EQ(changes[2].path, "guidance_scale");
  CHECK_EQ(changes[2].to, "5");
  CHECK_EQ(request.guidance_token, "5");
  changes.clear();
  GenerateRequest plain;
  plain.guidance_token = "3.5";
  bfl_codec().fit(plain, changes);
  CHECK(changes.empty());
}

TEST_CASE("bfl codec: takes the ticket and the cost of a submit") {
  const auto read = bfl_codec().read(
      reply(200, R"({"id":"b7","polling_url":"https://api.eu.bfl.ai/v1/get_result?id=b7",
                     "cost":6.0,"input_mp":0.0,"output_mp":4.23})"),
      Asked::Submit);
  REQUIRE(read.has_value());
  const Pending& pending = std::get<Pending>(*read);
  CHECK_EQ(pending.ticket.id, "b7");
  CHECK_EQ(pending.cost.count, 60'000);
  CHECK_EQ(bfl_codec().check(pending.ticket, offer_of()).url,
           "https://api.eu.bfl.ai/v1/get_result?id=b7");
  const auto hooked = bfl_codec().read(
      reply(200, R"({"id":"b 7","status":"Pending","webhook_url":"https://x"})"), Asked::Submit);
  REQUIRE(hooked.has_value());
  CHECK_EQ(bfl_codec().check(std::get<Pending>(*hooked).ticket, offer_of()).url,
           "https://api.bfl.ai/v1/get_result?id=b%207");
}

TEST_CASE("bfl codec: polls no host that is not the provider's") {
  for (const char* url : {"https://evil.example/x", "http://api.eu.bfl.ai/x", "https://xbfl.ai/x",
                          "https://api.bfl.ai@evil.example/", "file:///etc/passwd", ""}) {
    CHECK_EQ(bfl_codec().check({"b7", url}, offer_of()).url,
             "https://api.bfl.ai/v1/get_result?id=b7");
  }
}

TEST_CASE("bfl codec: sorts every status of a submit") {
  using Kind = Setback::Kind;
  struct Row {
    int status;
    Kind kind;
  };
  for (const Row& row : {Row{400, Kind::Rejected},
                         {401, Kind::Refused},
                         {402, Kind::Refused},
                         {403, Kind::Refused},
                         {404, Kind::Refused},
                         {408, Kind::Unknown},
                         {422, Kind::Rejected},
                         {429, Kind::Busy},
                         {500, Kind::Unknown},
                         {502, Kind::Unknown},
                         {503, Kind::Busy},
                         {504, Kind::Unknown},
                         {302, Kind::Refused}}) {
    CAPTURE(row.status);
    CHECK(kind(row.status, R"({"detail":"no"})", Asked::Submit) == row.kind);
  }
  for (const char* body : {"", "<html>", "{\"id\":", "[]", "{}", R"({"id":7})"})
    CHECK(kind(200, body, Asked::Submit) == Kind::Unknown);
}

TEST_CASE("bfl codec: sorts every status of a task") {
  using Kind = Setback::Kind;
  const auto task = [](const char* status) {
    return std::string(R"({"id":"b7","status":")") + status + R"(","result":null})";
  };
  CHECK(kind(200, task("Request Moderated"), Asked::Check) == Kind::Moderated);
  CHECK(kind(200, task("Content Moderated"), Asked::Check) == Kind::Moderated);
  CHECK(kind(200, task("Error"), Asked::Check) == Kind::Failed);
  CHECK(kind(200, task("Task not found"), Asked::Check) == Kind::Gone);
  CHECK(kind(404, task("Task not found"), Asked::Check) == Kind::Gone);
  CHECK(kind(404, "not here", Asked::Check) == Kind::Unclear);
  CHECK(kind(500, task("Error"), Asked::Check) == Kind::Unclear);
  CHECK(kind(200, task("Ready"), Asked::Check) == Kind::Unclear);  // without a picture
  CHECK(kind(200, "<html>", Asked::Check) == Kind::Unclear);
  for (const char* word : {"Pending", "Reasoning", "Generating"}) {
    const auto read = bfl_codec().read(reply(200, task(word)), Asked::Check);
    REQUIRE(read.has_value());
    CHECK(std::holds_alternative<Pending>(*read));
  }
  const auto ready = bfl_codec().read(
      reply(200, R"({"id":"b7","status":"Ready","result":{"sample":"https://d.bfl.ai/1.jpg"}})"),
      Asked::Check);
  REQUIRE(ready.has_value());
  CHECK_EQ(std::get<Ready>(*ready).url, "https://d.bfl.ai/1.jpg");
}

TEST_CASE("bfl codec: hands on how long to stay away") {
  Reply busy = reply(429, "{}");
  busy.headers = {{"Retry-After", "12"}};
  const auto read = bfl_codec().read(busy, Asked::Submit);
  REQUIRE_FALSE(read.has_value());
  CHECK_EQ(read.error().error.retry_after.value_or(Millis{}).count, 12'000);
}
