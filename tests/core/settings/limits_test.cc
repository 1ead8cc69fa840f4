#include "settings/limits.h"

#include <doctest/doctest.h>

#include "json/tree.h"
#include "settings/settings.h"
#include "support/judged.h"
#include "support/source_file.h"

using namespace fluxweir;

namespace {

json::Tree schema_rows() {
  const json::Tree schema =
      json::Tree::parse(read_source("edge-config/schema/gateway.schema.json"), nullptr, false);
  return schema["properties"]["limits"]["properties"];
}

Result<Settings> load(const json::Tree& limits) {
  return load_settings(json::dump_tree({{"limits", limits}}), default_catalog(), {});
}

Limits limits_of(const json::Tree& limits) {
  const Result<Settings> settings = load(limits);
  REQUIRE(settings.has_value());
  return settings->limits;
}

std::string rule_of(const json::Tree& limits) {
  const Result<Settings> settings = load(limits);
  return settings ? "" : settings.error().faults.at(0).rule;
}

}  // namespace

TEST_CASE("limits: each range and default is the schema's") {
  std::size_t numbers = 0;
  const json::Tree rows = schema_rows();
  for (const auto& member : rows.items()) {
    const std::string& name = member.key();
    const json::Tree& row = member.value();
    CAPTURE(name);
    if (row["type"] != "integer") continue;
    ++numbers;
    const auto least = row["minimum"].get<std::int64_t>();
    const auto most = row["maximum"].get<std::int64_t>();
    // What must be larger than something else is.
    const auto with = [&, key = name](std::int64_t value) {
      json::Tree limits = {{key, value}};
      if (key == "body_bytes") limits["bytes_in_flight"] = 2 * value + (1 << 20);
      if (key == "bytes_in_flight") limits["body_bytes"] = 1024;
      return limits;
    };
    CHECK_EQ(rule_of(with(least)), "");
    CHECK_EQ(rule_of(with(most)), "");
    CHECK_EQ(rule_of(with(least - 1)), "range");
    CHECK_EQ(rule_of(with(most + 1)), "range");
    CHECK_EQ(rule_of({{name, "x"}}), "type");
  }
  CHECK_EQ(numbers, 19);
}

TEST_CASE("limits: a default that is written out changes nothing") {
  json::Tree written = json::Tree::object();
  const json::Tree rows = schema_rows();
  for (const auto& [name, row] : rows.items()) written[name] = row["default"];
  const Limits read = limits_of(written);
  const Limits none = limits_of(json::Tree::object());
  CHECK_EQ(read.request_line_bytes, none.request_line_bytes);
  CHECK_EQ(read.head_bytes, none.head_bytes);
  CHECK_EQ(read.head_fields, none.head_fields);
  CHECK_EQ(read.body_bytes, none.body_bytes);
  CHECK_EQ(read.body_rate, none.body_rate);
  CHECK_EQ(read.write_rate, none.write_rate);
  CHECK_EQ(read.head_time.count, none.head_time.count);
  CHECK_EQ(read.body_time.count, none.body_time.count);
  CHECK_EQ(read.idle_time.count, none.idle_time.count);
  CHECK_EQ(read.write_time.count, none.write_time.count);
  CHECK_EQ(read.connections, none.connections);
  CHECK_EQ(read.connections_per_peer, none.connections_per_peer);
  CHECK_EQ(read.count_loopback, none.count_loopback);
  CHECK_EQ(read.bytes_in_flight, none.bytes_in_flight);
  CHECK_EQ(read.runs, none.runs);
  CHECK_EQ(read.paint_wait.count, none.paint_wait.count);
  CHECK_EQ(read.request_time.count, none.request_time.count);
  CHECK_EQ(read.run_time.count, none.run_time.count);
  CHECK_EQ(read.drain_notice.count, none.drain_notice.count);
  CHECK_EQ(read.drain.count, none.drain.count);
}

TEST_CASE("limits: take what is written, in the unit of its name") {
  const Limits limits = limits_of({{"head_timeout_s", 3},
                                   {"paint_wait_ms", 250},
                                   {"connections_per_peer", 7},
                                   {"count_loopback", true},
                                   {"drain_s", 0}});
  CHECK_EQ(limits.head_time.count, 3000);
  CHECK_EQ(limits.paint_wait.count, 250);
  CHECK_EQ(limits.connections_per_peer, 7);
  CHECK(limits.count_loopback);
  CHECK_EQ(limits.drain.count, 0);
}

TEST_CASE("limits: memory for less than two bodies is a fault") {
  CHECK_EQ(rule_of({{"body_bytes", 1 << 20}, {"bytes_in_flight", (2 << 20) - 1}}), "conflict");
  CHECK_EQ(rule_of({{"body_bytes", 1 << 20}, {"bytes_in_flight", 2 << 20}}), "");
}
