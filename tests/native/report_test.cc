#include "report.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "clock.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

constexpr MetricRow kRows[] = {{"a_total", "Counts a."}, {"b_seconds", "Times b.", true}};

Sample sample(std::string_view name, std::int64_t value, std::vector<Header> labels = {}) {
  Sample made;
  made.name = name;
  made.value = value;
  made.labels = std::move(labels);
  return made;
}

bool has(const std::string& page, const std::string& line) {
  return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("metrics: adds up counters by sorted labels") {
  Metrics metrics(kRows);
  metrics.add(sample("a_total", 2, {{"z", "1"}, {"b", "x"}}));
  metrics.add(sample("a_total", 3, {{"b", "x"}, {"z", "1"}}));
  metrics.add(sample("a_total", 1));
  const std::string page = metrics.page(read_mono());
  CHECK(has(page, "# HELP a_total Counts a."));
  CHECK(has(page, "# TYPE a_total counter"));
  CHECK(has(page, "a_total{b=\"x\",z=\"1\"} 5"));
  CHECK(has(page, "a_total 1"));
}

TEST_CASE("metrics: shows milliseconds as seconds in buckets") {
  Metrics metrics(kRows);
  metrics.add(sample("b_seconds", 7, {{"r", "x"}}));
  metrics.add(sample("b_seconds", 1500, {{"r", "x"}}));
  const std::string page = metrics.page(read_mono());
  CHECK(has(page, "# TYPE b_seconds histogram"));
  CHECK(has(page, "b_seconds_bucket{r=\"x\",le=\"0.005\"} 0"));
  CHECK(has(page, "b_seconds_bucket{r=\"x\",le=\"0.01\"} 1"));
  CHECK(has(page, "b_seconds_bucket{r=\"x\",le=\"2.5\"} 2"));
  CHECK(has(page, "b_seconds_bucket{r=\"x\",le=\"+Inf\"} 2"));
  CHECK(has(page, "b_seconds_sum{r=\"x\"} 1.507"));
  CHECK(has(page, "b_seconds_count{r=\"x\"} 2"));
}

TEST_CASE("metrics: escapes label values") {
  Metrics metrics(kRows);
  metrics.add(sample("a_total", 1, {{"l", "a\"b\\c\nd"}}));
  CHECK(has(metrics.page(read_mono()), "a_total{l=\"a\\\"b\\\\c\\nd\"} 1"));
}

TEST_CASE("metrics: drops unknown names and bounds series") {
  Metrics metrics(kRows);
  metrics.add(sample("unknown", 1));
  for (int i = 0; i < 3000; ++i) metrics.add(sample("a_total", 1, {{"l", std::to_string(i)}}));
  const std::string page = metrics.page(read_mono());
  CHECK_EQ(page.find("unknown"), std::string::npos);
  CHECK(has(page, "a_total{series=\"other\"} 2000"));
}

TEST_CASE("metrics: tells memory and uptime") {
  const std::string page = Metrics(kRows).page(read_mono());
  const std::size_t at = page.find("\nprocess_resident_memory_bytes ");
  REQUIRE_NE(at, std::string::npos);
  CHECK_GT(std::stoll(page.substr(at + 31)), 1'000'000);
  CHECK_NE(page.find("\nfluxweir_uptime_seconds 0"), std::string::npos);
}

TEST_CASE("log: one line a call whatever it holds") {
  int ends[2];
  REQUIRE_EQ(pipe(ends), 0);
  const Log log(ends[1]);
  log.write("{\"a\":1}\r\nforged");
  log.write("{}");
  close(ends[1]);
  char text[100];
  const ssize_t got = read(ends[0], text, sizeof text);
  close(ends[0]);
  CHECK_EQ(std::string(text, static_cast<std::size_t>(got)), "{\"a\":1}  forged\n{}\n");
}
