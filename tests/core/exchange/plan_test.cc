#include "exchange/plan.h"

#include <doctest/doctest.h>

#include "gateway.h"

using namespace fluxweir;

namespace {

RequestHead create_head() {
  RequestHead head;
  head.method = "POST";
  head.path = "/fal-ai/flux-pro/v1.1-ultra";
  return head;
}

const Gateway& gateway() {
  static const Gateway kGateway = std::move(*Gateway::load(""));
  return kGateway;
}

}  // namespace

TEST_CASE("plan: decides without doing") {
  const auto plan = gateway().plan(create_head(), R"({"prompt":"a fox","num_images":2,"seed":7})",
                                   {{1}, {2}}, {});
  REQUIRE(plan.has_value());
  CHECK_EQ(plan->spec.outcome.model, "flux-pro-v1-1-ultra");
  CHECK_EQ(plan->spec.outcome.dialect, "fal");
  CHECK_EQ(plan->spec.outcome.list.count, 120'000);
  CHECK_EQ(plan->quote.count, 0);
  CHECK_EQ(plan->spec.offers, std::vector<std::string>{"renderer"});
  CHECK_EQ(plan->spec.outcome.seeds, std::vector<std::uint64_t>{7, 8});
  CHECK_EQ(plan->call.url, "renderer:paint");
  CHECK_EQ(plan->call.method, "POST");
}

TEST_CASE("plan: is the same for the same entropy") {
  Entropy entropy{};
  entropy[3] = 9;
  const auto once = gateway().plan(create_head(), R"({"prompt":"a fox"})", {{1}, {2}}, entropy);
  const auto again = gateway().plan(create_head(), R"({"prompt":"a fox"})", {{1}, {2}}, entropy);
  REQUIRE(once.has_value());
  CHECK_EQ(once->spec.outcome.run, again->spec.outcome.run);
  CHECK_EQ(once->spec.outcome.seeds, again->spec.outcome.seeds);
  entropy[3] = 10;
  CHECK_NE(gateway()
               .plan(create_head(), R"({"prompt":"a fox"})", {{1}, {2}}, entropy)
               ->spec.outcome.seeds,
           once->spec.outcome.seeds);
}

TEST_CASE("plan: fails as the create would") {
  CHECK(gateway().plan(create_head(), "{", {}, {}).error().code == ErrorCode::InvalidJson);
  CHECK(gateway().plan(create_head(), "{}", {}, {}).error().code == ErrorCode::InvalidParameter);
  RequestHead head = create_head();
  head.path = "/fal-ai/other";
  CHECK(gateway().plan(head, R"({"prompt":"x"})", {}, {}).error().code == ErrorCode::ModelNotFound);
  head.path = "/nowhere";
  CHECK(gateway().plan(head, "{}", {}, {}).error().code == ErrorCode::RouteNotFound);
  head = {};
  head.method = "GET";
  head.path = "/v1/models";
  CHECK(gateway().plan(head, "{}", {}, {}).error().code == ErrorCode::InvalidRequest);
}

TEST_CASE("plan: lists what an offer's wire does not take, by the caller's own names") {
  const Gateway bfl = std::move(*Gateway::load(R"({
    "licences":{"accepted":["flux-1-dev"]},
    "providers":[{"name":"bfl","codec":"bfl","origin":"https://api.bfl.ai"}],
    "offers":[{"model":"flux-1-dev","provider":"bfl"},
              {"model":"flux-pro-v1-1-ultra","provider":"bfl"}]})"));
  RequestHead head;
  head.method = "POST";
  head.path = "/v1/flux-dev";
  head.headers = {{"content-type", "application/json"}};
  const auto plan =
      bfl.plan(head, R"({"prompt":"a fox","guidance":20,"acceleration":"high"})", {}, {});
  REQUIRE(plan.has_value());
  const auto& changes = plan->spec.outcome.adjustments;
  REQUIRE_EQ(changes.size(), 2);
  CHECK_EQ(changes[0].path, "/acceleration");
  CHECK_EQ(changes[1].path, "/guidance");
  CHECK_EQ(changes[1].to, "5");
  head.query = "strict=1";
  const auto strict = bfl.plan(head, R"({"prompt":"a fox","guidance":20})", {}, {});
  REQUIRE_FALSE(strict.has_value());
  CHECK_EQ(strict.error().faults.at(0).path, "/guidance");
  head.path = "/v1/flux-pro-1.1-ultra";
  CHECK_EQ(bfl.plan(head, R"({"prompt":"a fox"})", {}, {})->spec.outcome.adjustments.size(), 0);
}
