#include "exchange/cors.h"

#include <doctest/doctest.h>

#include "support/script.h"

using namespace fluxweir;

namespace {

const std::string kListed =
    R"({"cors":{"origins":["https://app.example.com","http://a.example:81"]}})";

Headers from(std::string origin, Headers more = {}) {
  more.push_back({"origin", std::move(origin)});
  return more;
}

Played preflight(Script& play, const std::string& path, std::string origin) {
  RequestHead head;
  head.method = "OPTIONS";
  head.path = path;
  head.host = "127.0.0.1:8080";
  head.headers = from(std::move(origin), {{"access-control-request-method", "POST"},
                                          {"access-control-request-headers", "authorization,x-a"}});
  head.peer_is_loopback = true;
  return play.request(head, "");
}

}  // namespace

TEST_CASE("cors: is off by default") {
  Script play;
  CHECK_EQ(play.get("/healthz").header("vary"), "");
  const Played done = play.get("/healthz", from("http://localhost:3000"));
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.header("access-control-allow-origin"), "");
  CHECK_EQ(preflight(play, "/v1/images", "http://localhost:3000").status, 405);
  CHECK_EQ(preflight(play, "/v1/images", "https://app.example.com").status, 403);
}

TEST_CASE("cors: lets pages of a listed origin call and read") {
  Script play(kListed);
  const Played asked = preflight(play, "/v1/images", "https://app.example.com");
  CHECK_EQ(asked.status, 204);
  CHECK_EQ(asked.body, "");
  CHECK_EQ(asked.header("content-length"), "");
  CHECK_EQ(asked.header("access-control-allow-origin"), "https://app.example.com");
  CHECK_EQ(asked.header("access-control-allow-methods"), "POST");
  CHECK_EQ(asked.header("access-control-allow-headers"), "authorization,x-a");
  CHECK_EQ(asked.header("access-control-max-age"), "7200");
  CHECK_EQ(asked.header("access-control-allow-credentials"), "");
  CHECK_EQ(asked.header("vary"), "Origin");
  for (const char* body : {R"({"prompt":"a fox"})", R"({"prompt":5})"}) {
    const Played done = play.post(
        "/v1/images", body, from("http://a.example:81", {{"content-type", "application/json"}}));
    CHECK_EQ(done.status, body[10] == '5' ? 422 : 200);
    CHECK_EQ(done.header("access-control-allow-origin"), "http://a.example:81");
    CHECK_NE(done.header("access-control-expose-headers").find("retry-after"), std::string::npos);
    CHECK_EQ(done.header("vary"), "Origin");
  }
}

TEST_CASE("cors: compares origins to the letter") {
  Script play(kListed);
  for (const char* origin :
       {"https://app.example.com.evil.com", "https://evil.com", "http://app.example.com",
        "https://app.example.com:8443", "https://app.example.com/", "https://APP.example.com",
        "https://xapp.example.com", "null", "", "*", "https://app.example.com,https://evil.com"}) {
    CAPTURE(origin);
    const Played asked = preflight(play, "/v1/images", origin);
    CHECK_EQ(asked.status, 403);
    CHECK_EQ(asked.header("access-control-allow-origin"), "");
    const Played done = play.get("/v1/models", from(origin));
    CHECK_EQ(done.status, 403);
    CHECK_EQ(done.header("access-control-allow-origin"), "");
    CHECK_EQ(done.header("vary"), "Origin");
  }
  CHECK_EQ(preflight(play, "/nothing", "https://app.example.com").status, 404);
}

TEST_CASE("cors: off loopback other origins get no leave to read") {
  HostProfile host;
  host.loopback = false;
  host.renderer = true;
  Script play(kListed, host);
  const Played done = play.get("/v1/models", from("https://evil.com"));
  CHECK_EQ(done.status, 200);
  CHECK_EQ(done.header("access-control-allow-origin"), "");
  CHECK_EQ(preflight(play, "/v1/images", "https://evil.com").status, 405);
  CHECK_EQ(preflight(play, "/v1/images", "https://app.example.com").status, 204);
}
