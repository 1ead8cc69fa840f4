// Pictures that callers point to: fetched once, judged, handed on; every failure looks the same.
#include "exchange/reference_fetch.h"

#include <doctest/doctest.h>

#include "support/script.h"

using namespace fluxweir;

namespace {

constexpr const char* kBfl =
    R"({"providers":[{"name":"bfl","codec":"bfl","origin":"http://127.0.0.1:9"}],
        "offers":[{"model":"flux-pro-v1-1-ultra","provider":"bfl"}]})";
HostProfile fetching() {
  HostProfile host;
  host.fetches_urls = true;
  return host;
}

std::string ask(const std::string& url) {
  return R"({"model":"flux-pro-v1-1-ultra","prompt":"a fox","image_url":")" + url + R"("})";
}

ScriptedReply picture(std::string type = "image/png") {
  return {200, std::move(type), tiny_picture(Format::Png, {640, 480}), ""};
}

ScriptedReply redirect(std::string to, int status = 302) {
  ScriptedReply reply{status, "text/html", "<a>moved</a>", ""};
  reply.location = std::move(to);
  return reply;
}

}  // namespace

TEST_CASE("reference: is fetched once and given to the painter") {
  Script play("", fetching());
  play.upstream(picture());
  const Played done = play.post("/v1/images", ask("https://pictures.example.com/a.png?b=c#d"));
  REQUIRE_EQ(done.status, 200);
  REQUIRE_EQ(done.calls.size(), 2);
  CHECK_EQ(done.calls[0].url, "https://pictures.example.com/a.png?b=c");
  CHECK_EQ(done.calls[0].method, "GET");
  CHECK_EQ(done.calls[0].headers, Headers{{"accept", "image/*"}});
  CHECK_EQ(done.calls[0].credential.name, "");
  REQUIRE_EQ(done.calls[1].body.size(), 2);
  CHECK_EQ(std::get<BlobRef>(done.calls[1].body[1]).bytes, picture().body.size());
}

TEST_CASE("reference: goes in base64 to a provider that takes it so") {
  Script play(kBfl, fetching());
  play.upstream(picture());
  play.upstream({402, "application/json", "{}", ""});
  const Played done = play.post("/v1/images", ask("https://pictures.example.com/a.png"));
  REQUIRE_EQ(done.calls.size(), 2);
  REQUIRE_EQ(done.calls[1].body.size(), 3);
  CHECK(std::get<BlobRef>(done.calls[1].body[1]).as == BlobRef::As::Base64);
  CHECK_NE(std::get<std::string>(done.calls[1].body[0]).find("\"image_prompt\":\""),
           std::string::npos);
}

TEST_CASE("reference: its kind is told by its bytes and not by its type") {
  for (const char* type : {"application/octet-stream", "text/html", "image/svg+xml", ""}) {
    Script play("", fetching());
    play.upstream(picture(type));
    CHECK_EQ(play.post("/v1/images", ask("https://pictures.example.com/a")).status, 200);
  }
}

TEST_CASE("reference: every hop is judged as the first was") {
  struct Row {
    const char* from;
    std::vector<ScriptedReply> replies;
    const char* last;  // what was fetched last
    int status;
  };
  const Row rows[] = {
      {"http://a.example.com/x/y", {redirect("z"), picture()}, "http://a.example.com/x/z", 200},
      {"http://a.example.com/x",
       {redirect("//b.example.com/?q"), picture()},
       "http://b.example.com/?q",
       200},
      {"http://a.example.com/",
       {redirect("https://b.example.com", 308), picture()},
       "https://b.example.com/",
       200},
      {"https://a.example.com/",
       {redirect("/1"), redirect("/2", 301), redirect("/3", 307), picture()},
       "https://a.example.com/3",
       200},
      {"https://a.example.com/",
       {redirect("/1"), redirect("/2"), redirect("/3"), redirect("/4"), picture()},
       "https://a.example.com/3",
       422},
      {"https://a.example.com/",
       {redirect("http://a.example.com/"), picture()},
       "https://a.example.com/",
       422},
      {"http://a.example.com/",
       {redirect("http://169.254.169.254/latest"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/",
       {redirect("http://localhost/"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/",
       {redirect("//u@b.example.com/"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/",
       {redirect("http://b.example.com:22/"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/",
       {redirect("file:///etc/passwd"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/", {redirect("gopher:x"), picture()}, "http://a.example.com/", 422},
      {"http://a.example.com/",
       {redirect("\\\\127.0.0.1\\x"), picture()},
       "http://a.example.com/",
       422},
      {"http://a.example.com/", {redirect(""), picture()}, "http://a.example.com/", 422},
      {"http://a.example.com/", {redirect("/y", 304), picture()}, "http://a.example.com/", 422},
      {"http://a.example.com/", {redirect("/y", 300), picture()}, "http://a.example.com/", 422},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.replies[0].location);
    Script play("", fetching());
    for (const ScriptedReply& reply : row.replies) play.upstream(reply);
    const Played done = play.post("/v1/images", ask(row.from));
    CHECK_EQ(done.status, row.status);
    const std::size_t fetched = done.calls.size() - (row.status == 200 ? 1 : 0);
    REQUIRE_GE(fetched, 1);
    CHECK_EQ(done.calls[fetched - 1].url, row.last);
  }
}

TEST_CASE("reference: whatever goes wrong the caller is told the same") {
  ScriptedReply silent;
  silent.silent = true;
  struct Row {
    ScriptedReply reply;
    const char* logged;
  };
  const Row rows[] = {
      {{404, "text/html", "<html>secret</html>", ""}, "http_404"},
      {{500, "text/html", "10.1.2.3 is down", ""}, "http_500"},
      {{206, "image/png", picture().body, ""}, "http_206"},
      {{200, "image/png", "not a picture", ""}, "not_a_picture"},
      {{200, "image/svg+xml", "<svg/>", ""}, "not_a_picture"},
      {{200, "image/gif", "GIF89a........", ""}, "not_a_picture"},
      {{200, "image/png", tiny_picture(Format::Png, {8001, 8000}), ""}, "not_a_picture"},
      {{200, "", "", "refused_by_guard", false}, "refused_by_guard"},
      {{200, "", "", "connect", false}, "connect"},
      {{200, "", "", "tls", false}, "tls"},
      {{200, "", "", "too_large"}, "too_large"},
      {{200, "", "", "reset"}, "reset"},
      {silent, "timeout"},
  };
  std::string first;
  for (const Row& row : rows) {
    CAPTURE(row.logged);
    Script play("", fetching());
    play.upstream(row.reply);
    const Played done = play.post("/v1/images", ask("https://pictures.example.com/a.png"));
    CHECK_EQ(done.status, 422);
    CHECK_EQ(done.transcript, "fetch(https://pictures.example.com/a.png) respond(422)");
    if (first.empty()) first = done.body;
    CHECK_EQ(done.body, first);
    CHECK_EQ(done.json["error"]["faults"][0]["path"], "/image_url");
    CHECK_EQ(done.json["error"]["faults"][0]["rule"], "reachable");
    REQUIRE_EQ(done.logs.size(), 1);
    CHECK_NE(done.logs[0].find("\"reference\":\"" + std::string(row.logged) + "\""),
             std::string::npos);
    CHECK_EQ(done.logs[0].find("pictures.example.com"), std::string::npos);
  }
}

TEST_CASE("reference: every front API says it by its own name") {
  struct Row {
    const char* route;
    const char* body;  // before the address
    const char* after;
    const char* path;
  };
  const Row rows[] = {
      {"/v1/images", R"({"prompt":"a fox","image_url":")", "\"}", "/image_url"},
      {"/fal-ai/flux-pro/v1.1-ultra", R"({"prompt":"a fox","image_url":")", "\"}", "/image_url"},
      {"/v1/flux-pro-1.1-ultra", R"({"prompt":"a fox","image_prompt":")", "\"}", "/image_prompt"},
      {"/v1/models/black-forest-labs/flux-pro-v1-1-ultra/runs?wait=60",
       R"({"input":{"prompt":"a fox","image_url":")", "\"}}", "/input/image_url"},
      {"/v1/images/generations", R"({"prompt":"a fox","model":"flux-pro-v1-1-ultra","image_url":")",
       "\"}", "/image_url"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.route);
    const auto body = [&](const char* url) { return row.body + std::string(url) + row.after; };
    Script play("", fetching());
    play.upstream(picture());
    const Played fine = play.post(row.route, body("https://pictures.example.com/a.png"));
    CHECK_EQ(fine.status, 200);
    REQUIRE_FALSE(fine.calls.empty());
    CHECK_EQ(fine.calls[0].url, "https://pictures.example.com/a.png");
    Script bad("", fetching());
    bad.upstream({404, "text/html", "no", ""});
    const Played gone = bad.post(row.route, body("https://pictures.example.com/a.png"));
    CHECK_GE(gone.status, 400);
    CHECK_LT(gone.status, 500);
    CHECK_EQ(gone.calls.size(), 1);
    CHECK_NE(gone.body.find("reachable"), std::string::npos);
    CHECK_NE(gone.body.find(row.path), std::string::npos);
    const Played refused = bad.post(row.route, body("http://127.0.0.1/a.png"));
    CHECK_GE(refused.status, 400);
    CHECK(refused.calls.empty());
    CHECK_NE(refused.body.find(row.path), std::string::npos);
  }
}

TEST_CASE("reference: a picture of our own is opened by its signed address") {
  Script play;  // a host that fetches nothing
  const Played made =
      play.post("/v1/images", R"({"model":"flux-pro-v1-1-ultra","prompt":"a fox"})");
  REQUIRE_EQ(made.status, 200);
  const std::string url = made.json["images"][0]["url"];
  REQUIRE_EQ(url.substr(0, 28), "http://127.0.0.1:8080/media/");
  const Played done = play.post("/v1/images", ask(url));
  REQUIRE_EQ(done.status, 200);
  REQUIRE_EQ(done.calls.size(), 1);
  CHECK_EQ(done.calls[0].url, "renderer:paint");
  CHECK_EQ(done.calls[0].body.size(), 2);
  for (const auto& bad : std::vector<std::string>{
           url + "x", url.substr(0, url.find('?')), url + "&sig=a", url.substr(0, 28) + "none.jpg",
           "http://127.0.0.1:8080/media", "http://127.0.0.1:8080/healthz"}) {
    CAPTURE(bad);
    const Played refused = play.post("/v1/images", ask(bad));
    CHECK_EQ(refused.status, 422);
    CHECK(refused.calls.empty());
    CHECK_EQ(refused.json["error"]["faults"][0]["path"], "/image_url");
  }
}

TEST_CASE("reference: a dry run fetches nothing") {
  Script play("", fetching());
  const Played done = play.post("/v1/images?dry_run=1", ask("https://pictures.example.com/a.png"));
  CHECK_EQ(done.status, 200);
  CHECK(done.calls.empty());
}

TEST_CASE("reference: the settings say where it may lead") {
  struct Row {
    const char* fetch;
    const char* url;
    bool fetched;
  };
  constexpr Row kRows[] = {
      {R"({"http":false})", "http://a.example.com/", false},
      {R"({"http":false})", "https://a.example.com/", true},
      {R"({"ports":[9000]})", "https://a.example.com/", false},
      {R"({"ports":[9000]})", "https://a.example.com:9000/", true},
      {R"({"allow":["localhost:9000"]})", "http://localhost:9000/a", true},
      {R"({"allow":["LOCALHOST:9000"]})", "http://localhost:9000/a", true},
      {R"({"allow":["localhost:9000"]})", "http://localhost:9001/a", false},
      {R"({"allow":["10.0.0.7:80"]})", "http://10.0.0.7/a", true},
      {R"({"allow":["[::1]:80"]})", "http://[0:0::1]/a", true},
      {R"({"deny":["b.example.com"]})", "http://b.example.com/a", false},
      {R"({"deny":["b.example.com"]})", "http://a.example.com/a", true},
  };
  for (const Row& row : kRows) {
    CAPTURE(row.fetch);
    CAPTURE(row.url);
    Script play(R"({"fetch":)" + std::string(row.fetch) + "}", fetching());
    play.upstream(picture());
    const Played done = play.post("/v1/images", ask(row.url));
    CHECK_EQ(done.status, row.fetched ? 200 : 422);
    CHECK_EQ(done.calls.empty(), !row.fetched);
  }
  Script own(R"({"public_url":"https://images.example.com"})", fetching());
  CHECK_EQ(own.post("/v1/images", ask("https://images.example.com/x")).status, 422);
}
