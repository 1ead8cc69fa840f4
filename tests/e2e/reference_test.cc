// Pictures that callers point to, from a real server on this machine that the settings allow.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <mutex>

#include "base/text.h"
#include "e2e/bfl_pictures.h"
#include "e2e/bfl_server.h"
#include "e2e/front_api.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

using json::Tree;

// Serves what its paths say, and notes what it was asked.
class PictureServer {
 public:
  PictureServer()
      : wire_([](const WireRequest&) { return std::nullopt; },
              [this](const WireRequest& request) { return answer(request); }) {}

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(wire_.port()) + path;
  }
  std::string authority() const { return "127.0.0.1:" + std::to_string(wire_.port()); }
  std::vector<WireRequest> asked() const {
    const std::lock_guard guard(lock_);
    return asked_;
  }
  std::string where;  // that /to redirects to

 private:
  WireReply answer(const WireRequest& request) {
    {
      const std::lock_guard guard(lock_);
      asked_.push_back(request);
    }
    const std::string& path = request.target;
    if (path == "/png") return whole(make_reply(200, "image/png", picture(256, 256, "png", 2)));
    if (path == "/jpeg") return whole(make_reply(200, "image/jpeg", picture(256, 256, "jpeg", 1)));
    if (path == "/big") return whole(make_reply(200, "image/png", std::string(21 << 20, 'x')));
    if (path == "/html") return whole(make_reply(200, "image/png", std::string("<html>no</html>")));
    if (path == "/hop")
      return whole(make_reply(302, "text/plain", std::string("moved"), {{"Location", "jpeg"}}));
    if (path == "/to")
      return whole(make_reply(302, "text/plain", std::string("moved"), {{"Location", where}}));
    if (path == "/drip") {
      WireReply slow = whole(make_reply(200, "image/png", std::string(4096, 'x')));
      slow.pieces = 4096;
      slow.pause_ms = 100;
      return slow;
    }
    return whole(make_reply(404, "text/plain", std::string("10.9.8.7 has no such picture")));
  }
  static WireReply whole(WireReply reply) {
    reply.head += "\r\n";
    return reply;
  }

  mutable std::mutex lock_;
  std::vector<WireRequest> asked_;
  WireServer wire_;
};

// A file that lives as long as this.
class File {
 public:
  explicit File(const std::string& text) {
    const int fd = ::mkstemp(path_.data());
    REQUIRE_GE(fd, 0);
    ::close(fd);
    std::ofstream(path_) << text;
  }
  ~File() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-reference-XXXXXX";
};

Tree allowing(const PictureServer& server) {
  return {{"fetch", {{"allow", Tree::array({server.authority()})}}}};
}

Tree pointing(FrontApi api, const std::string& url) {
  return {{api == FrontApi::Bfl ? "image_prompt" : "image_url", url}};
}

}  // namespace

TEST_CASE("e2e reference: is fetched once and blended in through every front API") {
  PictureServer server;
  const File config(allowing(server).dump());
  const GatewayProcess gateway("serve", {"--config", config.path()});
  std::size_t asked = 0;
  for (const FrontApi api : kFrontApis) {
    CAPTURE(name_of(api));
    const Told plain = ask_for_picture(gateway, api, "a blue night", 60'000);
    Tree more = pointing(api, server.url("/hop"));
    more["image_prompt_strength"] = 0.8;
    const Told made = ask_for_picture(gateway, api, "a blue night", 60'000, more);
    CHECK_EQ(made.status, 200);
    REQUIRE_FALSE(made.picture.empty());
    CHECK(made.picture != plain.picture);
    asked += 2;
    CHECK_EQ(server.asked().size(), asked);  // the hop and the picture
  }
  for (const WireRequest& request : server.asked()) {
    CHECK_EQ(request.header("accept"), "image/*");
    for (const char* name :
         {"authorization", "cookie", "traceparent", "x-forwarded-for", "referer"})
      CHECK_EQ(request.header(name), "");
  }
}

TEST_CASE("e2e reference: reaches a provider as base64 through every front API") {
  PictureServer server;
  BflServer bfl;
  Tree settings = allowing(server);
  settings["providers"] = Tree::array({{{"name", "bfl"},
                                        {"codec", "bfl"},
                                        {"origin", bfl.origin()},
                                        {"credential", "${FLUXWEIR_TEST_BFL_KEY}"}}});
  settings["offers"] = Tree::array({{{"model", "flux-pro-v1-1-ultra"}, {"provider", "bfl"}}});
  const File config(settings.dump());
  const File models(catalogue_with(40));
  const GatewayProcess gateway("serve", {"--config", config.path(), "--models", models.path()},
                               {{"FLUXWEIR_TEST_BFL_KEY", "bfl-test-key"}});
  for (const FrontApi api : kFrontApis) {
    CAPTURE(name_of(api));
    Tree more = pointing(api, server.url("/jpeg"));
    more["num_images"] = 2;
    if (api == FrontApi::OpenAi) {
      more["n"] = 2;
      more.erase("num_images");
    }
    if (api == FrontApi::Bfl) more.erase("num_images");
    const std::size_t before = bfl.tasks().size();
    const Told made = ask_for_picture(gateway, api, "a fox", 60'000, more);
    CHECK_EQ(made.status, 200);
    CHECK_FALSE(made.picture.empty());
    const auto tasks = bfl.tasks();
    REQUIRE_EQ(tasks.size(), before + (api == FrontApi::Bfl ? 1 : 2));
    for (std::size_t i = before; i < tasks.size(); ++i)
      CHECK(tasks[i].body["image_prompt"] == to_base64(*picture(256, 256, "jpeg", 1)));
  }
  CHECK_EQ(server.asked().size(), kFrontApis.size());  // once a request, however many pictures
}

TEST_CASE("e2e reference: whatever goes wrong is answered alike and costs nothing") {
  PictureServer server;
  const File config(allowing(server).dump());
  const GatewayProcess gateway("serve", {"--config", config.path()});
  server.where = gateway.base() + "/healthz";
  std::string first;
  for (const char* path : {"/none", "/big", "/html", "/to", "/drip"}) {
    CAPTURE(path);
    const HttpAnswer answer =
        gateway.post("/v1/images", R"({"prompt":"a fox","image_url":")" + server.url(path) + "\"}");
    CHECK_EQ(answer.status, 422);
    CHECK_EQ(answer.json["error"]["faults"][0]["rule"], "reachable");
    if (first.empty()) first = answer.body;
    CHECK_EQ(answer.body, first);
    CHECK_LT(answer.took_ms, 14'000);
  }
  CHECK_EQ(gateway.log().find("10.9.8.7"), std::string::npos);
  const std::string inside = R"({"prompt":"a fox","image_url":")" + gateway.base() + "/healthz\"}";
  CHECK_EQ(gateway.post("/v1/images", inside).status, 422);
  CHECK_EQ(gateway.get("/metrics").body.find("fluxweir_runs_total{"), std::string::npos);
}
