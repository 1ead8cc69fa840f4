#include <doctest/doctest.h>

#include "gateway.h"
#include "json/tree.h"
#include "providers/registry.h"

using namespace fluxweir;

namespace {

constexpr const char* kSettings = R"({
  "providers":[{"name":"ai","codec":"workers_ai","origin":"binding:AI"}],
  "offers":[{"model":"flux-1-schnell","provider":"ai"}]})";

Result<Gateway> load(bool bindings, const std::string& settings = kSettings) {
  HostProfile host;
  host.bindings = bindings;
  return Gateway::load(settings, {}, host);
}

Setback::Kind kind_of(int status, const std::string& message) {
  Reply reply;
  reply.status = status;
  reply.body = json::Tree{{"message", message}}.dump();
  const auto progress = find_codec("workers_ai")->read(reply, Asked::Submit);
  REQUIRE_FALSE(progress.has_value());
  return progress.error().kind;
}

}  // namespace

TEST_CASE("workers ai: what the model there does not take is on the receipt") {
  const Gateway gateway = std::move(*load(true));
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/images";
  const auto plan = gateway.plan(head, R"({"model":"flux-1-schnell","prompt":"a fox","seed":7,
    "image_size":"landscape_16_9","output_format":"png","num_inference_steps":2})",
                                 {}, {});
  REQUIRE(plan.has_value());
  CHECK_EQ(plan->call.url, "binding:AI");
  CHECK_EQ(
      std::get<std::string>(plan->call.body[0]),
      R"({"model":"@cf/black-forest-labs/flux-1-schnell","input":{"prompt":"a fox","steps":2}})");
  CHECK(plan->call.credential.name.empty());
  CHECK_EQ(plan->spec.outcome.size, Size{1024, 1024});
  std::string changed;
  for (const Adjustment& one : plan->spec.outcome.adjustments) changed += one.path + " ";
  CHECK_EQ(changed, "/image_size /output_format /seed ");
}

TEST_CASE("workers ai: the platform's own numbers say what may be done") {
  using Kind = Setback::Kind;
  CHECK(kind_of(502, "AiError: 3040: Capacity temporarily exceeded") == Kind::Busy);
  CHECK(kind_of(502, "3036: You have used up your daily free allocation") == Kind::Refused);
  CHECK(kind_of(502, "5007: No such model") == Kind::Refused);
  CHECK(kind_of(502, "AiError: 5006: Error: required properties") == Kind::Rejected);
  CHECK(kind_of(502, "3030: Input prompt contains NSFW content") == Kind::Moderated);
  CHECK(kind_of(502, "3007: Request timeout") == Kind::Unknown);
  CHECK(kind_of(404, "there is no such binding") == Kind::Refused);
  CHECK(kind_of(200, "no picture") == Kind::Unknown);
}

TEST_CASE("workers ai: is for hosts that have bindings") {
  const auto native = load(false);
  REQUIRE_FALSE(native.has_value());
  CHECK_EQ(native.error().faults[0].path, "/providers/0/origin");
  std::string settings = kSettings;
  settings.replace(settings.find("binding:AI"), 10, "https://ai.example");
  CHECK_FALSE(load(true, settings).has_value());
}
