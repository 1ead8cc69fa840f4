#include "http/message.h"

#include <doctest/doctest.h>

using namespace fluxweir;

TEST_CASE("message: finds the first field of a name") {
  const Headers headers = {{"X-A", "1"}, {"x-a", "2"}};
  CHECK_EQ(find_header(headers, "x-A"), "1");
  CHECK_FALSE(find_header(headers, "x").has_value());
}

TEST_CASE("message: sets a field or adds it") {
  Headers headers = {{"X-A", "1"}, {"x-b", "2"}};
  set_header(headers, "x-a", "3");
  set_header(headers, "x-c", "4");
  CHECK_EQ(headers, Headers{{"X-A", "3"}, {"x-b", "2"}, {"x-c", "4"}});
}

TEST_CASE("message: knows a body's length on the wire") {
  const Body body = {std::string("ab"), BlobRef{"s1", 4, BlobRef::As::Raw},
                     BlobRef{"s1", 4, BlobRef::As::Base64}};
  CHECK_EQ(body_length(body), 2 + 4 + 8);
  CHECK_EQ(body_length({}), 0);
}

TEST_CASE("message: decodes names and values of a query") {
  CHECK_EQ(find_query("a=1&b%63=x%20y&a=2", "a"), "1");
  CHECK_EQ(find_query("a=1&b%63=x%20y", "bc"), "x y");
  CHECK_EQ(find_query("a&b", "b"), "");
  CHECK_FALSE(find_query("a=%zz", "a").has_value());
  CHECK_FALSE(find_query("", "a").has_value());
}
