#include "bench_models.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "bench_table.h"
#include "json/writer.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

const BenchPrompt kPortrait{Vertical::Portrait, 1, "Portrait of a gardener"};

std::vector<BenchTarget> painters() {
  auto targets = bench_targets({}, {}, {"flux-1-schnell"});
  REQUIRE(targets.has_value());
  return std::move(*targets);
}

BenchPicture made(Vertical vertical, std::int32_t score, std::int64_t ms,
                  Verdict verdict = Verdict::Warn) {
  BenchPicture out;
  out.prompt.vertical = vertical;
  out.score.thousandths = score;
  out.score.verdict = verdict;
  out.time = {ms};
  out.cost = {60'000};
  return out;
}

BenchPicture failed(std::string code) {
  BenchPicture out = made(Vertical::Portrait, 0, 1);
  out.failure = std::move(code);
  out.cost = {};
  return out;
}

const std::string kTwoOffers = R"({
  "providers": [{"name": "a", "codec": "bfl", "origin": "http://127.0.0.1:9"}],
  "offers": [{"id": "dear", "model": "flux-pro-v1-1-ultra", "provider": "a"},
             {"id": "own", "model": "flux-pro-v1-1-ultra", "provider": "a", "price_micro_usd": 0}]
})";

}  // namespace

TEST_CASE("bench prompts: twenty-five that differ for each of four verticals") {
  const auto prompts = read_bench_prompts(bench_prompts_text());
  REQUIRE(prompts.has_value());
  std::map<Vertical, int> counts;
  std::set<std::string> texts;
  for (const BenchPrompt& prompt : *prompts) {
    ++counts[prompt.vertical];
    texts.insert(prompt.text);
    CHECK_EQ(prompt.number, static_cast<std::int32_t>(texts.size()));
  }
  CHECK_EQ(counts.size(), 4);
  for (const auto& [vertical, count] : counts) CHECK_EQ(count, 25);
  CHECK_EQ(texts.size(), 100);
}

TEST_CASE("bench prompts: the gateway takes each as it is") {
  const auto targets = painters();
  const auto prompts = read_bench_prompts(bench_prompts_text());
  for (const BenchPrompt& prompt : *prompts) {
    CAPTURE(prompt.text);
    json::Writer body;
    body.begin_object().member("prompt", prompt.text).end_object();
    RequestHead create;
    create.method = "POST";
    create.path = "/v1/images";
    create.peer_is_loopback = true;
    create.headers = {{"content-type", "application/json"}};
    const auto plan = targets[0].gateway->plan(create, body.text(), {}, {});
    REQUIRE(plan.has_value());
  }
}

TEST_CASE("bench prompts: name every fault") {
  const auto faults = [](std::string_view text) {
    const auto read = read_bench_prompts(text);
    std::string all;
    for (const Fault& fault : read.error().faults) all += fault.rule + " " + fault.path + "; ";
    return all;
  };
  CHECK_EQ(faults("{}"), "missing /prompts; ");
  CHECK_EQ(faults(R"({"prompts": {"sport": [], "product": 1, "fashion": ["", "a coat", 2]}})"),
           "unknown /prompts/sport; type /prompts/product; type /prompts/fashion/0; "
           "type /prompts/fashion/2; ");
}

TEST_CASE("bench prompts: a choice keeps the numbers, and so the seeds") {
  const auto all =
      read_bench_prompts(R"({"prompts": {"portrait": ["a", "b"], "fashion": ["c", "d"]}})");
  const auto two = choose_prompts(*all, 1, std::nullopt);
  REQUIRE_EQ(two.size(), 2);
  CHECK_EQ(two[1].text, "c");
  CHECK_EQ(two[1].number, 3);
  CHECK_EQ(choose_prompts(*all, 9, Vertical::Fashion).size(), 2);
}

TEST_CASE("purse: what is reserved counts, and it shuts for good") {
  Purse purse({100'000});
  CHECK(purse.reserve({60'000}));
  CHECK_FALSE(purse.reserve({60'000}));
  purse.settle({60'000}, {});
  CHECK(purse.is_shut());
  CHECK_FALSE(purse.reserve({1}));
  CHECK_EQ(purse.spent().count, 0);
}

TEST_CASE("purse: a picture that was made twice leaves less") {
  Purse purse({120'000});
  CHECK(purse.reserve({60'000}));
  purse.settle({60'000}, {120'000});
  CHECK_EQ(purse.spent().count, 120'000);
  CHECK_FALSE(purse.reserve({60'000}));
}

TEST_CASE("bench models: each offer has a gateway without the others") {
  const Blueprint blueprint{kTwoOffers, "", {}};
  const auto targets = bench_targets(blueprint, {}, {});
  REQUIRE(targets.has_value());
  REQUIRE_EQ(targets->size(), 2);
  for (const BenchTarget& target : *targets) {
    CHECK_FALSE(target.painter);
    REQUIRE_EQ(target.gateway->settings().offers.size(), 1);
    CHECK_EQ(target.gateway->settings().offers[0].id, target.offer);
  }
  CHECK_EQ(price_of_prompt((*targets)[0], kPortrait).count, 60'000);
  CHECK_EQ(price_of_prompt((*targets)[1], kPortrait).count, 0);
}

TEST_CASE("bench models: only what is named, and an unknown name is told those there are") {
  const Blueprint blueprint{kTwoOffers, "", {}};
  CHECK_EQ(bench_targets(blueprint, {"own"}, {})->size(), 1);
  CHECK_EQ(bench_targets(blueprint, {"renderer"}, {}).error().message,
           "There is no offer renderer in the settings: there are dear, own");
  CHECK_FALSE(bench_targets(blueprint, {}, {"flux-1-dev"}).has_value());
}

TEST_CASE("bench models: the painter's pictures and scores are the same each time") {
  const std::vector<BenchTarget> targets = painters();
  REQUIRE_EQ(targets.size(), 1);
  CHECK(targets[0].painter);
  const std::vector<BenchPrompt> prompts = {kPortrait, {Vertical::Product, 2, "A teapot on white"}};
  std::map<int, std::set<std::string>> bytes;
  std::map<int, std::set<std::int32_t>> scores;
  for (const int parallel : {1, 2}) {
    Purse purse({0});
    const BenchOptions options{parallel, [&](const BenchPicture& picture, const std::string& file) {
                                 bytes[picture.prompt.number].insert(file);
                                 scores[picture.prompt.number].insert(picture.score.thousandths);
                               }};
    const auto pictures = bench_target(targets[0], 0, prompts, purse, options);
    REQUIRE_EQ(pictures.size(), 2);
    CHECK_EQ(pictures[0].prompt.number, 1);
    CHECK_EQ(pictures[1].failure, "");
    CHECK_EQ(pictures[1].type, "image/jpeg");
    CHECK_EQ(purse.spent().count, 0);
  }
  for (const int number : {1, 2}) {
    CHECK_EQ(bytes[number].size(), 1);
    CHECK_EQ(scores[number].size(), 1);
  }
}

TEST_CASE("bench models: what the gateway refuses is a failure by its code, and free") {
  const std::vector<BenchTarget> targets = painters();
  Purse purse({0});
  const std::string too_long(100'000, 'x');
  const auto pictures = bench_target(targets[0], 0, {{Vertical::General, 1, too_long}}, purse, {});
  REQUIRE_EQ(pictures.size(), 1);
  CHECK_EQ(pictures[0].failure, "invalid_parameter");
}

TEST_CASE("bench table: nearest ranks, verdicts, costs and failures by code") {
  const auto rows = bench_rows({made(Vertical::Portrait, 10'000, 5, Verdict::Fail),
                                made(Vertical::Portrait, 40'000, 9), failed("picture_refused"),
                                made(Vertical::Portrait, 20'000, 7, Verdict::Pass),
                                made(Vertical::Portrait, 30'000, 8), failed("upstream_failed"),
                                failed("picture_refused"), made(Vertical::Fashion, 50'000, 4)});
  REQUIRE_EQ(rows.size(), 2);
  const BenchRow& row = rows[0];
  CHECK(row.vertical == Vertical::Portrait);
  CHECK_EQ(row.made, 4);
  CHECK_EQ(row.first_quarter, 10'000);
  CHECK_EQ(row.median, 20'000);
  CHECK_EQ(row.third_quarter, 30'000);
  CHECK_EQ(row.passed, 1);
  CHECK_EQ(row.failed, 1);
  CHECK_EQ(row.cost.count, 240'000);
  CHECK_EQ(row.time.count, 7);
  CHECK_EQ(row.failures.at("picture_refused"), 2);
  CHECK_EQ(row.failures.at("upstream_failed"), 1);
}

TEST_CASE("bench table: has a line for each use case, and the painter's says whose it is") {
  BenchRun run;
  run.targets = {{"flux-pro-v1-1-ultra", "bfl:ultra", false, nullptr}};
  run.pictures = {made(Vertical::Portrait, 91'250, 9'800, Verdict::Pass), failed("picture_refused"),
                  made(Vertical::Portrait, 75'000, 11'000)};
  run.spent = {120'000};
  const std::string table = bench_table(run);
  CHECK_EQ(table.find("painter"), std::string::npos);
  CHECK_NE(table.find("## flux-pro-v1-1-ultra by bfl:ultra\n"), std::string::npos);
  CHECK_NE(table.find("| portrait | 75 | 75 to 91.3 | 2 | 50 % | 0 % | $0.060000 | 9.8 s | "
                      "1 picture_refused |"),
           std::string::npos);
  CHECK_NE(table.find("Spent: $0.120000"), std::string::npos);
  run.targets[0].painter = true;
  CHECK_EQ(bench_table(run).find("# Made by the built-in painter, not by a model"), 0);
}

TEST_CASE("bench table: where nothing was made there are no figures") {
  BenchRun run;
  run.targets = {{"m", "o", false, nullptr}};
  run.pictures = {failed("upstream_failed")};
  CHECK_NE(bench_table(run).find("| portrait | - | - | 0 | - | - | - | - | 1 upstream_failed |"),
           std::string::npos);
}
