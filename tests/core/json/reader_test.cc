#include "json/reader.h"

#include <doctest/doctest.h>

#include <limits>

using namespace fluxweir;
using json::Document;
using json::Kind;
using json::Limits;
using json::Value;

namespace {

std::string problem(std::string_view text, const Limits& limits = {}) {
  const Result<Document> document = Document::read(text, limits);
  return document ? std::string() : document.error().message;
}

}  // namespace

TEST_CASE("reader: gives every kind of value") {
  const Result<Document> document =
      Document::read(R"({"s":"a\u0000\n\ud83e\udd8a","n":-0.5,"i":7,"t":true,"f":false,)"
                     R"("z":null,"a":[1,[]],"o":{}})");
  REQUIRE(document.has_value());
  const Value root = document->root();
  CHECK_EQ(root.type(), "object");
  CHECK_EQ(root.size(), 8);
  CHECK_EQ(root.find("s")->string(), std::string_view("a\0\n\xf0\x9f\xa6\x8a", 7));
  CHECK_EQ(root.find("n")->decimal()->millionths, -500'000);
  CHECK_EQ(root.find("n")->type(), "number");
  CHECK_EQ(root.find("i")->integer(), 7);
  CHECK_EQ(root.find("i")->decimal()->millionths, 7'000'000);
  CHECK_EQ(root.find("i")->type(), "integer");
  CHECK_EQ(root.find("t")->boolean(), true);
  CHECK_EQ(root.find("f")->boolean(), false);
  CHECK(root.find("z")->kind() == Kind::Null);
  CHECK_EQ(root.find("a")->size(), 2);
  CHECK_EQ(root.find("o")->size(), 0);
  CHECK_FALSE(root.find("o")->first());
  CHECK_FALSE(root.find("absent"));
}

TEST_CASE("reader: gives nothing for another kind") {
  const Result<Document> document = Document::read(R"(["1",1,true,null])");
  const Value text = *document->root().first();
  const Value number = *text.next();
  const Value flag = *number.next();
  CHECK_FALSE(text.integer());
  CHECK_FALSE(text.boolean());
  CHECK_EQ(text.token(), "");
  CHECK_FALSE(number.string());
  CHECK_FALSE(number.boolean());
  CHECK_FALSE(flag.decimal());
  CHECK_FALSE(flag.next()->boolean());
  CHECK_FALSE(text.find("x"));
  CHECK_FALSE(document->root().find(""));
}

TEST_CASE("reader: walks members and items in order") {
  const Result<Document> document = Document::read(R"({"b":[{"x":[[]]},2],"a":{"c":3},"":4})");
  std::string seen;
  for (auto member = document->root().first(); member; member = member->next()) {
    seen += std::string(member->key()) + "=" + member->text() + " ";
  }
  CHECK_EQ(seen, R"(b=[{"x":[[]]},2] a={"c":3} =4 )");
}

TEST_CASE("reader: takes any kind at the top") {
  CHECK_EQ(Document::read(" \"x\" ")->root().string(), "x");
  CHECK_EQ(Document::read("12\n")->root().integer(), 12);
  CHECK_EQ(Document::read("true")->root().boolean(), true);
  CHECK_EQ(Document::read("null")->root().type(), "null");
  CHECK_EQ(Document::read("[]")->root().type(), "array");
}

TEST_CASE("reader: lets no bracket escape its own") {
  for (const char* text : {"]", "1]", "1],[2", "[1]]", "1,2", "]1[", "1][", "][", "}", "[1],", ",",
                           "{}{}", "\"a\"]", "1 2", "[", "{", "[[", "1]["}) {
    CAPTURE(text);
    CHECK_NE(problem(text), "");
  }
}

TEST_CASE("reader: reads whole numbers exactly") {
  struct Row {
    const char* token;
    std::int64_t value;
  };
  for (const Row& row :
       {Row{"0", 0}, Row{"-0", 0}, Row{"1.0", 1}, Row{"1e2", 100}, Row{"1E+2", 100},
        Row{"100e-2", 1}, Row{"1.50e1", 15}, Row{"0e400", 0}, Row{"-0.0e-7", 0},
        Row{"9007199254740991", 9007199254740991}, Row{"9007199254740993", 9007199254740993},
        Row{"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        Row{"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
        Row{"9.223372036854775807e18", std::numeric_limits<std::int64_t>::max()},
        Row{"1e18", 1'000'000'000'000'000'000}}) {
    CAPTURE(row.token);
    const Result<Document> document = Document::read(row.token);
    REQUIRE(document.has_value());
    CHECK_EQ(document->root().integer(), row.value);
    CHECK_EQ(document->root().token(), row.token);
  }
}

TEST_CASE("reader: reads other numbers to the millionth below, and says when that is not all") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  struct Row {
    const char* token;
    std::int64_t millionths;
    bool exact;
  };
  for (const Row& row :
       {Row{"1.5", 1'500'000, true}, Row{"-1e-2", -10'000, true}, Row{"0.000001", 1, true},
        Row{"1.0000001", 1'000'000, false}, Row{"-1.0000001", -1'000'001, false},
        Row{"1e-400", 0, false}, Row{"-5e-324", -1, false},
        Row{"0.1000000000000000055511151231257827021181583404541015625", 100'000, false},
        Row{"1.00000000000000000000", 1'000'000, true},
        Row{"1.00000000000000000001", 1'000'000, false},
        Row{"9223372036854.775806", kMost - 1, true}, Row{"9223372036854.775807", kMost, false},
        Row{"-9223372036854.775807", kLeast, false}, Row{"9223372036854775808", kMost, false},
        Row{"-9223372036854775809", kLeast, false}, Row{"9223372036854775807", kMost, false},
        Row{"1e400", kMost, false}, Row{"-1e999", kLeast, false},
        Row{"1.5e18446744073709551617", kMost, false},
        // Long exponents, be they zeros or not.
        Row{"35e-00000000000000000000001", 3'500'000, true},
        Row{"1.25e0000000000000000000001", 12'500'000, true},
        Row{"1e+00000000000000000000000032", kMost, false},
        Row{"1.5E-00000000000000000000000", 1'500'000, true}, Row{"1.5e-9999999999", 0, false},
        Row{"-1.5e-99999999999999999999", -1, false}, Row{"0e99999999999999999999", 0, true},
        Row{"2e-18446744073709551617", 0, false}, Row{"7", 7'000'000, true}}) {
    CAPTURE(row.token);
    const Result<Document> document = Document::read(row.token);
    REQUIRE(document.has_value());
    const std::optional<json::Decimal> decimal = document->root().decimal();
    REQUIRE(decimal.has_value());
    CHECK_EQ(decimal->millionths, row.millionths);
    CHECK_EQ(decimal->exact, row.exact);
    CHECK_EQ(document->root().token(), row.token);
  }
}

TEST_CASE("reader: rounds decimals to the nearest thousandth, halves away from zero") {
  struct Row {
    const char* token;
    std::int64_t thousandths;
  };
  for (const Row& row :
       {Row{"0.1", 100}, Row{"0.0005", 1}, Row{"0.00049999999", 0}, Row{"0.0014999999", 1},
        Row{"0.0015", 2}, Row{"-0.0005", -1}, Row{"-0.00049999999", 0}, Row{"-0.00050000001", -1},
        Row{"-0.0015", -2}, Row{"-0.0014999999", -1}, Row{"-1", -1000}, Row{"2.5", 2500}}) {
    CAPTURE(row.token);
    CHECK_EQ(json::to_thousandths(*Document::read(row.token)->root().decimal()), row.thousandths);
  }
}

TEST_CASE("reader: a number beyond 64 bits is no integer but keeps its token and its type") {
  const Result<Document> document = Document::read(R"({"seed": 1e400 ,"x":-9223372036854775809})");
  REQUIRE(document.has_value());
  const Value seed = *document->root().find("seed");
  CHECK(seed.kind() == Kind::Number);
  CHECK_EQ(seed.type(), "number");
  CHECK_FALSE(seed.integer());
  CHECK_EQ(seed.token(), "1e400");
  CHECK_FALSE(seed.next()->integer());
  CHECK_EQ(seed.next()->token(), "-9223372036854775809");
}

TEST_CASE("reader: says what is wrong and where") {
  CHECK_EQ(problem(""), "empty; send one JSON value");
  CHECK_EQ(problem(" \n"), "empty; send one JSON value");
  CHECK_EQ(problem("{\"a\":01}"), "not JSON near byte 5");
  CHECK_EQ(problem("{\"a\":1,\"a\":2}"), "an object names a member twice near byte 11");
  CHECK_EQ(problem("\"a\xff\""), "not UTF-8 at byte 2");
  CHECK_EQ(problem("\"a"), "a string is not closed");
  CHECK_EQ(problem("[\"a\nb\"]"), "a control character in a string is not escaped");
  CHECK_EQ(problem("{} {}"), "something follows the JSON value");
  CHECK_EQ(problem("[\"\\ud800\"]"), "a wrong escape or a lone surrogate in a string near byte 1");
  CHECK_EQ(problem("\xef\xbb\xbf{}"),
           "a byte order mark comes before the JSON; send UTF-8 without one");
}

TEST_CASE("reader: keeps to its limits") {
  CHECK_EQ(problem("[1,2]", {.nodes = 3}), "");
  CHECK_EQ(problem("[1,2]", {.nodes = 2}), "the JSON has more than 2 values");
  CHECK_EQ(problem("[12]", {.bytes = 3}), "the JSON has more than 3 bytes");
  CHECK_EQ(problem("[[1]]", {.depth = 2}), "");
  CHECK_EQ(problem("[[[1]]]", {.depth = 2}), "nested deeper than 2 near byte 2");
  CHECK_EQ(problem("1", {.depth = 0}), "");
  CHECK(Document::read("[1,2]", {.nodes = 2}).error().code == ErrorCode::BodyTooLarge);
  CHECK(Document::read("[12]", {.bytes = 3}).error().code == ErrorCode::BodyTooLarge);
}

TEST_CASE("reader: reads again after any fault") {
  json::Reader reader;
  const std::string large = "[\"" + std::string(200'000, 'x') + "\"]";
  for (int round = 0; round < 3; ++round) {
    CHECK_FALSE(reader.read("{\"x\"::\"b\"}"));
    CHECK_EQ(reader.read("{\"x\":[1]}")->root().text(), "{\"x\":[1]}");
    CHECK_FALSE(reader.read("[[[["));
    CHECK_EQ(reader.read(large)->root().first()->string()->size(), 200'000);
    CHECK_FALSE(reader.read("\"\\ud800\""));
  }
  const Result<Document> kept = reader.read("[\"kept\"]");
  CHECK(reader.read("[\"other\"]"));
  CHECK_EQ(kept->root().first()->string(), "kept");
}

TEST_CASE("reader: writes a value again") {
  const char* text = R"({"a":[0.10,1e2,-0,"\u2028é\"\u0000",{"b":null}],"c":false})";
  CHECK_EQ(Document::read(text)->root().text(), text);
}

TEST_CASE("reader: escapes JSON pointers") {
  CHECK_EQ(json::pointer("", "prompt"), "/prompt");
  CHECK_EQ(json::pointer("/a", "b/c~d"), "/a/b~1c~0d");
}
