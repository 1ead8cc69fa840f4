// `fluxweir emulate`: every failure on the wire, from the real binary.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "e2e/gateway_process.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

constexpr const char* kSmall =
    R"({"model":"flux-1-schnell","prompt":"a red fox","image_size":"square","seed":7})";

// What a socket gets: all that came, and whether the peer closed it within a second of silence.
struct Wire {
  std::string bytes;
  bool closed = false;
  std::string body() const {
    const std::size_t blank = bytes.find("\r\n\r\n");
    return blank == std::string::npos ? "" : bytes.substr(blank + 4);
  }
  std::size_t promised() const {
    const std::size_t at = bytes.find("content-length: ");
    return at == std::string::npos ? 0 : std::stoul(bytes.substr(at + 16));
  }
};

class Socket {
 public:
  explicit Socket(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    REQUIRE_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // Sends a whole request and reads until the peer closes or `silence` passes without a byte.
  Wire ask(const std::string& method, const std::string& target, const std::string& body,
           int silence_ms = 20'000) {
    const std::string request = method + " " + target +
                                " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
                                "content-length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    REQUIRE_EQ(::send(fd_, request.data(), request.size(), MSG_NOSIGNAL),
               static_cast<ssize_t>(request.size()));
    Wire wire;
    pollfd waiting{fd_, POLLIN, 0};
    // The first byte may take as long as painting; after that silence is a stall.
    for (int patience = 20'000; ::poll(&waiting, 1, patience) == 1; patience = silence_ms) {
      char bytes[4096];
      const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
      if (count <= 0) {
        wire.closed = true;
        break;
      }
      wire.bytes.append(bytes, static_cast<std::size_t>(count));
    }
    return wire;
  }

 private:
  int fd_;
};

const GatewayProcess& emulator() {
  static const GatewayProcess kGateway("emulate", {});
  return kGateway;
}

void set_rules(const GatewayProcess& gateway, const std::string& rules) {
  const HttpAnswer answer = gateway.send("PUT", "/emulate/rules", rules);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
}

void on_create(const std::string& action) {
  set_rules(emulator(), R"([{"match":{"route":"create"},"do":)" + action + "}]");
}

HttpAnswer create() { return emulator().post("/v1/images", kSmall); }

std::string picture_target() {
  set_rules(emulator(), "[]");
  const HttpAnswer made = create();
  REQUIRE_EQ(made.status, 200);
  return target_of(made.json["images"][0]["url"]);
}

}  // namespace

TEST_CASE("e2e emulate: serves the front APIs offline") {
  const std::string picture = picture_target();
  CHECK_EQ(emulator().get(picture).header("content-type"), "image/jpeg");
  CHECK_EQ(emulator().get("/readyz").status, 200);
  CHECK_EQ(emulator().get("/emulate/rules").body, R"({"rules":[]})");
  const HttpAnswer bfl =
      emulator().post("/v1/flux-pro-1.1", R"({"prompt":"a fox","width":256,"height":256})");
  CHECK_EQ(bfl.status, 200);
  CHECK_EQ(bfl.json.count("polling_url"), 1);
}

TEST_CASE("e2e emulate: answers the third create with 429") {
  set_rules(emulator(),
            R"([{"match":{"route":"create","nth":3},"do":{"status":429,"retry_after_s":2}}])");
  CHECK_EQ(create().status, 200);
  CHECK_EQ(create().status, 200);
  const HttpAnswer third = create();
  CHECK_EQ(third.status, 429);
  CHECK_EQ(third.header("retry-after"), "2");
  CHECK_EQ(create().status, 200);
  CHECK_EQ(emulator().get("/emulate/rules").json["rules"][0]["matched"], 4);
}

TEST_CASE("e2e emulate: sends a proxy's error page") {
  on_create(R"({"html":true,"status":503,"retry_after_s":9})");
  const HttpAnswer page = create();
  CHECK_EQ(page.status, 503);
  CHECK_EQ(page.header("content-type"), "text/html");
  CHECK_EQ(page.header("retry-after"), "9");
  CHECK(page.body.find("<hr><center>nginx</center>") != std::string::npos);
}

TEST_CASE("e2e emulate: cuts JSON on the wire") {
  on_create(R"({"truncate":100})");
  Socket socket(emulator().port());
  const Wire wire = socket.ask("POST", "/v1/images", kSmall);
  CHECK(wire.closed);
  CHECK_EQ(wire.bytes.substr(0, 15), "HTTP/1.1 200 OK");
  CHECK_EQ(wire.body().size(), 100);
  CHECK_GT(wire.promised(), 100);
}

TEST_CASE("e2e emulate: cuts pictures on the wire") {
  const std::string target = picture_target();
  const std::string whole = emulator().get(target).body;
  set_rules(emulator(), R"([{"match":{"route":"media"},"do":{"truncate":1000}}])");
  Socket socket(emulator().port());
  const Wire wire = socket.ask("GET", target, "");
  CHECK(wire.closed);
  CHECK(wire.body() == whole.substr(0, 1000));
  CHECK_EQ(wire.promised(), whole.size());
}

TEST_CASE("e2e emulate: cuts base64 inside an answer") {
  set_rules(emulator(), R"([{"match":{"route":"/v1/images/generations"},"do":{"truncate":5000}}])");
  Socket socket(emulator().port());
  const Wire wire = socket.ask(
      "POST", "/v1/images/generations",
      R"({"model":"flux-1-schnell","prompt":"x","size":"256x256","response_format":"b64_json"})");
  CHECK(wire.closed);
  CHECK_GT(wire.promised(), 5000);
  CHECK_GT(wire.body().size(), 4990);
  CHECK_LE(wire.body().size(), 5000);
  CHECK(wire.body().find("\"b64_json\":\"/9j/") != std::string::npos);
}

TEST_CASE("e2e emulate: closes without an answer") {
  on_create(R"({"drop":true})");
  Socket socket(emulator().port());
  const Wire wire = socket.ask("POST", "/v1/images", kSmall);
  CHECK(wire.closed);
  CHECK_EQ(wire.bytes, "");
}

TEST_CASE("e2e emulate: stalls in the middle of an answer") {
  on_create(R"({"stall":true})");
  {
    Socket socket(emulator().port());
    const Wire wire = socket.ask("POST", "/v1/images", kSmall, 500);
    CHECK_FALSE(wire.closed);
    CHECK_EQ(wire.body().size(), wire.promised() / 2);
    CHECK_GT(wire.promised(), 100);
  }
  set_rules(emulator(), "[]");
  CHECK_EQ(create().status, 200);  // the one that left has taken nothing along
}

TEST_CASE("e2e emulate: stops at once in the middle of a stall") {
  GatewayProcess gateway("emulate", {});
  set_rules(gateway, R"([{"do":{"stall":true}}])");
  Socket socket(gateway.port());
  const Wire wire = socket.ask("POST", "/v1/images", kSmall, 200);
  CHECK_FALSE(wire.closed);
  CHECK_EQ(gateway.stop(), 0);
}

TEST_CASE("e2e emulate: lets picture addresses expire") {
  const std::string target = picture_target();
  set_rules(emulator(), R"([{"match":{"route":"media","times":1},"do":{"expire":true}}])");
  CHECK_EQ(emulator().get(target).status, 410);
  CHECK_EQ(emulator().get(target).status, 200);
}

TEST_CASE("e2e emulate: refuses a prompt in each dialect's words") {
  set_rules(emulator(), R"([{"match":{"prompt_contains":"FOX"},"do":{"moderate":"prompt"}}])");
  const HttpAnswer own = create();
  CHECK_EQ(own.status, 422);
  CHECK_EQ(own.json["error"]["code"], "prompt_refused");
  const HttpAnswer openai =
      emulator().post("/v1/images/generations", R"({"model":"flux-1-schnell","prompt":"a fox"})");
  CHECK_EQ(openai.status, 400);
  CHECK_EQ(openai.json["error"]["code"], "moderation_blocked");
}

TEST_CASE("e2e emulate: takes its latency and delays its answers") {
  GatewayProcess gateway("emulate", {"--latency", "700", "--cold-start", "600"});
  CHECK_GE(gateway.post("/v1/images", kSmall).took_ms, 1300);
  const HttpAnswer warm = gateway.post("/v1/images", kSmall);
  CHECK_EQ(warm.status, 200);
  CHECK_GE(warm.took_ms, 700);
  set_rules(gateway, R"([{"match":{"route":"read"},"do":{"delay_ms":400}}])");
  const std::string run = warm.json["id"];
  const HttpAnswer read = gateway.get("/v1/runs/" + run);
  CHECK_EQ(read.status, 200);
  CHECK_GE(read.took_ms, 400);
}

TEST_CASE("e2e emulate: refuses pages of other origins") {
  const HttpAnswer answer =
      emulator().send("PUT", "/emulate/rules", "[]", {{"origin", "https://evil.example"}});
  CHECK_EQ(answer.status, 403);
}

TEST_CASE("e2e emulate: starts with a file of rules, and names its faults") {
  const std::string path = std::string(FLUXWEIR_BINARY_DIR) + "/e2e-rules.json";
  std::ofstream(path) << R"([{"match":{"route":"create"},"do":{"status":503}}])";
  {
    GatewayProcess gateway("emulate", {"--rules", path});
    CHECK_EQ(gateway.post("/v1/images", kSmall).status, 503);
  }
  std::ofstream(path) << R"([{"match":{"route":"create"},"do":{"stats":503}}])";
  std::string out;
  CHECK_EQ(run(binary() + " emulate --listen 127.0.0.1:0 --rules " + path, &out), 1);
  CHECK(out.find("/0/do/stats: unknown") != std::string::npos);
  ::unlink(path.c_str());
}

TEST_CASE("e2e emulate: serves this machine only") {
  std::string out;
  CHECK_EQ(run(binary() + " emulate --listen 0.0.0.0:0", &out), 2);
  CHECK(out.find("an emulator serves this machine only") != std::string::npos);
  CHECK_EQ(run(binary() + " emulate --latency soon", &out), 2);
  CHECK(out.find("--latency wants card or milliseconds") != std::string::npos);
}
