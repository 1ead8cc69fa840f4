#include "catalog/catalog.h"

#include <doctest/doctest.h>

#include "support/judged.h"

using namespace fluxweir;

TEST_CASE("ratio: reads whole and decimal sides") {
  CHECK(read_ratio("16:9") == Ratio{16, 9});
  CHECK(read_ratio("32:18") == Ratio{16, 9});
  CHECK(read_ratio("2.39:1") == Ratio{239, 100});
  CHECK(read_ratio("1.5:1.0") == Ratio{3, 2});
  for (const char* bad : {"", "16", "16:", ":9", "0:1", "1:0", "16:9:1", "-16:9", "+1:1", "1.:1",
                          ".5:1", "1e1:1", "16x9", " 16:9", "16:9 ", "1234567:1"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_ratio(bad).has_value());
  }
}

TEST_CASE("ratio: gives the published pixels of Ultra") {
  struct Row {
    const char* ratio;
    Size size;
  };
  // Source: provider-apis 7.2.
  const Row rows[] = {{"21:9", {3136, 1344}}, {"16:9", {2752, 1536}}, {"3:2", {2496, 1664}},
                      {"4:3", {2368, 1792}},  {"1:1", {2048, 2048}},  {"3:4", {1792, 2368}},
                      {"2:3", {1664, 2496}},  {"9:16", {1536, 2752}}, {"9:21", {1344, 3136}},
                      {"5:4", {2304, 1856}},  {"4:5", {1856, 2304}},  {"16:10", {2560, 1600}},
                      {"2:1", {2880, 1472}}};
  const Sizing sizing = default_catalog().find("flux-pro-v1-1-ultra")->sizing;
  for (const Row& row : rows) {
    CAPTURE(row.ratio);
    CHECK(size_for_ratio(*read_ratio(row.ratio), sizing) == row.size);
  }
}

TEST_CASE("ratio: takes 21:9 to 9:21 and nothing beyond") {
  CHECK(is_legal(*read_ratio("21:9")));
  CHECK(is_legal(*read_ratio("9:21")));
  CHECK_FALSE(is_legal(*read_ratio("21.01:9")));
  CHECK_FALSE(is_legal(*read_ratio("9:21.01")));
}

TEST_CASE("price: is exact per image and per megapixel") {
  const Catalog& catalog = default_catalog();
  CHECK_EQ(price_of(catalog.find("flux-pro-v1-1-ultra")->price, {2752, 1536}, 4).count, 240'000);
  CHECK_EQ(price_of(catalog.find("flux-pro-v1-1")->price, {1024, 1024}, 1).count, 41'944);
  CHECK_EQ(price_of(catalog.find("flux-1-schnell")->price, {1024, 768}, 2).count, 2 * 2360);
  Price rounded = catalog.find("flux-pro-v1-1")->price;
  rounded.whole_megapixels = true;
  CHECK_EQ(price_of(rounded, {1024, 1024}, 1).count, 80'000);
}

TEST_CASE("catalogue: knows every vendor's name for a model") {
  const Catalog& catalog = default_catalog();
  for (const char* name :
       {"flux-pro-v1-1-ultra", "black-forest-labs/flux-1-1-pro-ultra", "fal-ai/flux-pro/v1.1-ultra",
        "flux-pro-1.1-ultra", "black-forest-labs/flux-1.1-pro-ultra", "FLUX-PRO-1.1-ULTRA"}) {
    CAPTURE(name);
    REQUIRE(catalog.find(name) != nullptr);
    CHECK_EQ(catalog.find(name)->id, "flux-pro-v1-1-ultra");
  }
  CHECK(catalog.find("dall-e-3") == nullptr);
  CHECK_EQ(catalog.models().size(), 4);
}

TEST_CASE("catalogue: dates and sources every line of the card") {
  for (const Model& model : default_catalog().models()) {
    CHECK(model.card.size() >= 5);
    for (const CardLine& line : model.card) {
      CAPTURE(line.name);
      CHECK_EQ(line.source, "vendor");  // nothing is marked measured that was not
      CHECK_EQ(line.date.size(), 10);
    }
  }
}

TEST_CASE("catalogue: takes a new model without code") {
  const auto catalog =
      Catalog::load(R"({"models":[{"id":"pond-1","price":{"micro_usd":5,"per":"image"},
    "sizing":{"by":"aspect_ratio","side":512,"step":16},
    "parameters":{"prompt":{"min_length":1,"max_length":50},"aspect_ratio":{"default":"1:1"}}}]})");
  REQUIRE(catalog.has_value());
  const Model* model = catalog->find("pond-1");
  REQUIRE(model != nullptr);
  CHECK(size_for_ratio(*read_ratio("1:1"), model->sizing) == Size{512, 512});
  CHECK_FALSE(model->limit(Param::Raw).taken);
}

TEST_CASE("catalogue: names every fault with its pointer") {
  const auto catalog =
      Catalog::load(R"({"models":[{"price":{"micro_usd":-1,"per":"hour"},"sizing":{"by":"mood"},
    "parameters":{"prompts":{}},"card":[{"value":"x","source":"rumour","date":"today"}]}]})");
  REQUIRE_FALSE(catalog.has_value());
  std::string paths;
  for (const Fault& fault : catalog.error().faults) paths += fault.path + " ";
  CHECK_EQ(paths,
           "/models/0/id /models/0/price/micro_usd /models/0/price/per /models/0/sizing/by "
           "/models/0/parameters/prompts "
           "/models/0/card/0/name /models/0/card/0/source /models/0/card/0/date ");
}

TEST_CASE("catalogue: refuses a bound that would have to be rounded") {
  const auto load = [](std::string bound) {
    return Catalog::load(R"({"models":[{"id":"a","price":{"micro_usd":1,"per":"image"},
                             "sizing":{"by":"aspect_ratio"},
                             "parameters":{"image_prompt_strength":{"max":)" +
                         std::move(bound) + "}}}]}");
  };
  for (const char* good : {"0.125", "1", "1e-3", "2.500"}) CHECK(load(good).has_value());
  for (const char* wrong : {"0.1255", "1e-4", "1e300", "0.1250000001"}) {
    CAPTURE(wrong);
    const auto catalog = load(wrong);
    REQUIRE_FALSE(catalog.has_value());
    REQUIRE_EQ(catalog.error().faults.size(), 1);
    CHECK_EQ(catalog.error().faults[0].path, "/models/0/parameters/image_prompt_strength/max");
    CHECK_EQ(catalog.error().faults[0].allowed, "a number of at most three decimals");
  }
}

TEST_CASE("catalogue: refuses two models of one name") {
  const auto catalog = Catalog::load(
      R"({"models":[{"id":"a","price":{"micro_usd":1,"per":"image"},
                     "sizing":{"by":"aspect_ratio"},"parameters":{}},
                    {"id":"b","aliases":["A"],"price":{"micro_usd":1,"per":"image"},
                     "sizing":{"by":"aspect_ratio"},"parameters":{}}]})");
  REQUIRE_FALSE(catalog.has_value());
  CHECK_EQ(catalog.error().faults.at(0).path, "/models/1/aliases");
}
