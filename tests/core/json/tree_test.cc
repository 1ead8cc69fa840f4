#include "json/tree.h"

#include <doctest/doctest.h>

using namespace fluxweir;

namespace {

std::string problem(std::string_view text) {
  const Result<json::Tree> tree = json::parse_tree(text);
  if (tree) return "";
  CHECK(tree.error().code == ErrorCode::InvalidJson);
  return tree.error().message;
}

}  // namespace

TEST_CASE("tree: keeps the order of members") {
  const Result<json::Tree> tree =
      json::parse_tree(R"( {"z": 1, "a": [true, null, "x"], "m": 0.5} )");
  REQUIRE(tree.has_value());
  CHECK_EQ(json::dump_tree(*tree), R"({"z":1,"a":[true,null,"x"],"m":0.5})");
  CHECK_EQ(json::dump_tree(json::Tree{{"a", 1}}, 1), "{\n \"a\": 1\n}");
}

TEST_CASE("tree: says at which byte a text breaks") {
  CHECK_EQ(problem("{\"a\":1,}"), "not JSON at byte 8");
  CHECK_EQ(problem("{\"a\":1} x"), "not JSON at byte 9");
  CHECK_NE(problem(""), "");
  CHECK_NE(problem("{\"a\": 1 // one\n}"), "");
  CHECK_NE(problem("\"\xff\""), "");
  CHECK_NE(problem("1e999"), "");
  CHECK_EQ(problem(std::string("{}\0{", 4)), "not JSON at byte 3");
}

TEST_CASE("tree: refuses a member named twice") {
  CHECK_EQ(problem(R"({"a":{"b":1,"\u0062":2}})"), "the member name b appears twice in one object");
  CHECK_EQ(problem(R"([{"a":1},{"a":2,"b":{"a":3}}])"), "");
}

TEST_CASE("tree: bounds the depth") {
  CHECK_EQ(problem(std::string(64, '[') + std::string(64, ']')), "");
  CHECK_EQ(problem(std::string(100'000, '[')), "nested deeper than 64");
}

TEST_CASE("tree: never converts on look-up") {
  const json::Tree tree = *json::parse_tree(
      R"({"s":"x","i":-3,"n":7,"big":18446744073709551615,"r":1.0,"b":false,"null":null})");
  CHECK_EQ(json::find_string(tree, "s"), "x");
  CHECK_EQ(json::find_integer(tree, "i"), -3);
  CHECK_EQ(json::find_integer(tree, "n"), 7);
  CHECK_EQ(json::find_boolean(tree, "b"), false);
  CHECK_FALSE(json::find_string(tree, "i"));
  CHECK_FALSE(json::find_integer(tree, "s"));
  CHECK_FALSE(json::find_integer(tree, "r"));
  CHECK_FALSE(json::find_integer(tree, "big"));
  CHECK_FALSE(json::find_boolean(tree, "n"));
  CHECK_FALSE(json::find_boolean(tree, "absent"));
  CHECK_NE(json::find(tree, "null"), nullptr);
  CHECK_EQ(json::find(tree, "absent"), nullptr);
  CHECK_EQ(json::find(json::Tree::array({1}), "s"), nullptr);
  CHECK_FALSE(json::find_string(json::Tree("s"), "s"));
}

TEST_CASE("tree: dumps broken UTF-8 as U+FFFD") {
  CHECK_EQ(json::dump_tree(json::Tree("a\xff")), "\"a\xef\xbf\xbd\"");
}
