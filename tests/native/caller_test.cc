#include "caller.h"

#include <doctest/doctest.h>

#include "base/sha256.h"

using namespace fluxweir;
using namespace fluxweir::native;

TEST_CASE("caller: takes a bearer key apart") {
  Headers headers{{"Authorization", "Bearer gwk_live_abcdefgh"}, {"accept", "*/*"}};
  const Caller caller = take_caller(headers);
  CHECK_EQ(caller.scheme, "bearer");
  CHECK_EQ(caller.key_id, "gwk_live_abc");
  CHECK_EQ(caller.digest, sha256("gwk_live_abcdefgh"));
  REQUIRE_EQ(headers.size(), 1);
  CHECK_EQ(headers[0].name, "accept");
}

TEST_CASE("caller: knows the other headers") {
  Headers x_key{{"X-Key", "secret"}};
  CHECK_EQ(take_caller(x_key).scheme, "x-key");
  CHECK(x_key.empty());
  Headers key{{"authorization", "Key id:secret"}};
  CHECK_EQ(take_caller(key).scheme, "key");
  Headers none{{"accept", "*/*"}};
  CHECK(take_caller(none).scheme.empty());
}

TEST_CASE("caller: two credentials match nobody") {
  for (const Header& second : {Header{"authorization", "Bearer b"}, Header{"x-api-key", "b"}}) {
    Headers headers{{"Authorization", "Bearer a"}, second};
    const Caller caller = take_caller(headers);
    CHECK_EQ(caller.scheme, "ambiguous");
    CHECK(caller.digest.empty());
    CHECK(headers.empty());
  }
}

TEST_CASE("caller: cookies are taken and are no credential") {
  Headers headers{{"Cookie", "a=b"}, {"cookie", "c=d"}};
  CHECK(take_caller(headers).scheme.empty());
  CHECK(headers.empty());
}
