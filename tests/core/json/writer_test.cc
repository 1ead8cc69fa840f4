#include "json/writer.h"

#include <doctest/doctest.h>

#include <limits>

using namespace fluxweir;
using json::quoted;
using json::Writer;

TEST_CASE("writer: keeps commas and nesting right") {
  Writer out;
  out.begin_object();
  out.member("a", 1).member("b", "x").member("c", true).member("d", MicroUsd{60'000});
  out.key("e").begin_array().integer(1).string("y").begin_object().end_object().null().end_array();
  out.key("f").begin_object().key("g").begin_array().end_array().member("h", false).end_object();
  out.member("i", std::string_view("z")).end_object();
  CHECK_EQ(
      out.text(),
      R"({"a":1,"b":"x","c":true,"d":60000,"e":[1,"y",{},null],"f":{"g":[],"h":false},"i":"z"})");
}

TEST_CASE("writer: escapes what a string can't hold") {
  CHECK_EQ(quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
  CHECK_EQ(quoted("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  CHECK_EQ(quoted(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK_EQ(quoted("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\"\\u2028\\u2029\xe2\x80\xaa\"");
}

TEST_CASE("writer: replaces broken UTF-8 byte by byte") {
  CHECK_EQ(quoted("\xc3\xa9\xf0\x9f\xa6\x8a"), "\"\xc3\xa9\xf0\x9f\xa6\x8a\"");
  CHECK_EQ(quoted("a\xff"
                  "b"),
           "\"a\xef\xbf\xbd"
           "b\"");
  CHECK_EQ(quoted("\xe2\x82"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("writer: writes integers of every size") {
  Writer out;
  out.begin_array().integer(0).integer(std::numeric_limits<std::int64_t>::min());
  out.unsigned_integer(std::numeric_limits<std::uint64_t>::max()).end_array();
  CHECK_EQ(out.take(), "[0,-9223372036854775808,18446744073709551615]");
}

TEST_CASE("writer: writes thousandths without spare zeros") {
  Writer out;
  out.begin_array();
  for (const std::int64_t value : {0, 1'000, 1'500, 100, 10, 1, 1'234, -500, -2'000, 1'010}) {
    out.decimal(value);
  }
  out.decimal(std::numeric_limits<std::int64_t>::min()).end_array();
  CHECK_EQ(out.text(), "[0,1,1.5,0.1,0.01,0.001,1.234,-0.5,-2,1.01,-9223372036854775.808]");
}

TEST_CASE("writer: passes a caller's own token on") {
  Writer out;
  out.begin_object().key("x").raw("0.10").key("y").raw("1e2").end_object();
  CHECK_EQ(out.text(), R"({"x":0.10,"y":1e2})");
}
