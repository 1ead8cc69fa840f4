#include <doctest/doctest.h>

#include <future>
#include <string>

#include "sql/sqlite.h"

using namespace fluxweir;
using namespace fluxweir::native;

namespace {

constexpr std::string_view kSchema[] = {
    "CREATE TABLE IF NOT EXISTS pair (k TEXT PRIMARY KEY, v BIGINT NOT NULL)"};

std::string_view text_of(std::string_view name) {
  if (name == "put") return "INSERT INTO pair (k, v) VALUES (CAST(? AS TEXT), CAST(? AS BIGINT))";
  if (name == "all") return "SELECT k, v FROM pair ORDER BY k";
  if (name == "null") return "SELECT CAST(? AS TEXT)";
  return {};
}

QueryDone run(Sqlite& sqlite, std::vector<Statement> batch) {
  std::promise<QueryDone> promise;
  sqlite.run({OpId{7}, std::move(batch)}, [&](QueryDone done) { promise.set_value(done); });
  return promise.get_future().get();
}

SqlValue text(const char* value) { return std::string(value); }
SqlValue number(std::int64_t value) { return value; }

}  // namespace

TEST_CASE("sqlite: answers rows per statement") {
  Sqlite sqlite({"", kSchema, text_of});
  const QueryDone done = run(sqlite, {{"put", {text("a"), number(1)}},
                                      {"put", {text("b"), number(9'007'199'254'740'991)}},
                                      {"all", {}}});
  REQUIRE(done.ok);
  CHECK_EQ(done.op, OpId{7});
  REQUIRE_EQ(done.rows.size(), 3);
  CHECK(done.rows[0].empty());
  REQUIRE_EQ(done.rows[2].size(), 2);
  CHECK_EQ(std::get<std::string>(done.rows[2][1][0]), "b");
  CHECK_EQ(std::get<std::int64_t>(done.rows[2][1][1]), 9'007'199'254'740'991);
}

TEST_CASE("sqlite: a failed batch leaves nothing behind") {
  Sqlite sqlite({"", kSchema, text_of});
  CHECK(run(sqlite, {{"put", {text("a"), number(1)}}}).ok);
  const QueryDone failed =
      run(sqlite, {{"put", {text("b"), number(2)}}, {"put", {text("a"), number(3)}}});
  CHECK_FALSE(failed.ok);
  CHECK(failed.rows.empty());
  const QueryDone all = run(sqlite, {{"all", {}}});
  REQUIRE_EQ(all.rows[0].size(), 1);
  CHECK_EQ(std::get<std::int64_t>(all.rows[0][0][1]), 1);
}

TEST_CASE("sqlite: batches that wait are independent") {
  Sqlite sqlite({"", kSchema, text_of});
  std::vector<std::promise<bool>> ok(40);
  for (std::size_t i = 0; i < ok.size(); ++i) {
    // Every second batch repeats a key and must fail alone.
    sqlite.run({OpId{1}, {{"put", {std::to_string(i / 2), std::int64_t{1}}}}},
               [&ok, i](QueryDone done) { ok[i].set_value(done.ok); });
  }
  for (std::size_t i = 0; i < ok.size(); ++i) CHECK_EQ(ok[i].get_future().get(), i % 2 == 0);
  CHECK_EQ(run(sqlite, {{"all", {}}}).rows[0].size(), 20);
}

TEST_CASE("sqlite: refuses unknown names and wrong counts") {
  Sqlite sqlite({"", kSchema, text_of});
  CHECK_FALSE(run(sqlite, {{"nothing", {}}}).ok);
  CHECK_FALSE(run(sqlite, {{"put", {text("a")}}}).ok);
}

TEST_CASE("sqlite: keeps nulls and bytes after a NUL") {
  Sqlite sqlite({"", kSchema, text_of});
  const QueryDone done =
      run(sqlite, {{"null", {std::monostate{}}}, {"null", {std::string("a\0b", 3)}}});
  REQUIRE(done.ok);
  CHECK(std::holds_alternative<std::monostate>(done.rows[0][0][0]));
  CHECK_EQ(std::get<std::string>(done.rows[1][0][0]), std::string("a\0b", 3));
}

TEST_CASE("sqlite: an unusable path is an error at the start") {
  CHECK_THROWS_AS(Sqlite({"/nowhere/at/all.sqlite", kSchema, text_of}), std::runtime_error);
}
