// The raw requests of tests/data/http over a real socket: each answer, their number, and the end.
#include "support/raw_requests.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "e2e/gateway_process.h"

using namespace fluxweir;
using namespace fluxweir::e2e;

namespace {

constexpr std::string_view kProbe = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

struct RawAnswer {
  int status = 0;  // 0: the connection ended without one
  std::string head;
  std::string body;
  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

class RawSocket {
 public:
  explicit RawSocket(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval patience{20, 0};  // only a broken gateway is waited for this long
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawSocket() { ::close(fd_); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // a refusal may come before all is sent
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_input() const { ::shutdown(fd_, SHUT_WR); }

  // The next final answer.
  RawAnswer answer(bool head_only) {
    RawAnswer answer;
    do {
      answer.head = head();
      if (answer.head.empty()) return {};
      CHECK_EQ(answer.head.substr(0, 9), "HTTP/1.1 ");
      answer.status = std::atoi(answer.head.c_str() + 9);
    } while (answer.status < 200);
    const std::size_t length = answer.head.find("\r\ncontent-length: ");
    if (length == std::string::npos || head_only) return answer;
    const std::size_t bytes = std::strtoul(answer.head.c_str() + length + 18, nullptr, 10);
    while (in_.size() < bytes && more()) {
    }
    answer.body = in_.substr(0, bytes);
    CHECK_EQ(answer.body.size(), bytes);
    in_.erase(0, answer.body.size());
    return answer;
  }

  // All up to the end of the connection.
  std::string rest() {
    while (more()) {
    }
    CHECK(ended_);
    return in_;
  }

 private:
  std::string head() {
    std::size_t end = std::string::npos;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return {};
    }
    std::string found = in_.substr(0, end + 2);
    in_.erase(0, end + 4);
    return found;
  }

  bool more() {
    char bytes[16384];
    const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
    ended_ = got == 0;
    if (got <= 0) return false;
    in_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  bool ended_ = false;
  std::string in_;
};

void check_refusal(const RawAnswer& answer) {
  CHECK(answer.has("\r\nconnection: close\r\n"));
  CHECK(answer.has("\r\ncontent-type: application/json\r\n"));
  CHECK_FALSE(answer.has("\r\nserver:"));
  CHECK_EQ(answer.head.find("fluxweir"), std::string::npos);  // no name, no version
  CHECK_EQ(answer.body.find("fluxweir"), std::string::npos);
  const json::Tree tree = json::Tree::parse(answer.body, nullptr, false);
  REQUIRE(tree.is_object());
  CHECK_EQ(tree.size(), 1);
  CHECK_NE(tree["error"]["code"], "internal_error");
}

// Plays one row to its end. What the core answered, probe and all.
int play(const GatewayProcess& gateway, const RawRequest& row) {
  RawSocket socket(gateway.port());
  socket.send(row.bytes);
  bool head_only = row.bytes.substr(0, 5) == "HEAD ";
  for (int i = 1; i <= row.answers; ++i) {
    const RawAnswer answer = socket.answer(head_only);
    head_only = false;
    CAPTURE(i);
    CHECK_EQ(answer.status, i < row.answers ? 200 : row.last_status());
    if (i == row.answers && row.refusal() > 0) check_refusal(answer);
    if (i == row.answers && row.is_served())
      CHECK_EQ(answer.has("\r\nconnection: close\r\n"), row.closes());
  }
  int served = row.refusal() > 0 ? row.answers - 1 : row.answers;
  if (!row.closes()) {
    // What is left must be nothing: the next request is read from its own first byte.
    socket.send(kProbe);
    CHECK_EQ(socket.answer(false).status, 200);
    ++served;
  }
  if (!row.closes() || row.is_cut_off()) socket.end_input();
  CHECK_EQ(socket.rest(), "");
  return served;
}

// Requests counted so far: those that reached the core, and those refused before.
struct Counted {
  int core = 0;
  int refused = 0;
};

Counted count(const GatewayProcess& gateway) {
  Counted counted;
  const std::string text = gateway.get("/metrics").body;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    if (line.substr(0, 24) == "fluxweir_requests_total{") {
      int& sum =
          line.find("dialect=\"none\"") == std::string::npos ? counted.core : counted.refused;
      sum += std::atoi(line.c_str() + line.rfind(' '));
    }
    if (text.find('\n', at) == std::string::npos) break;
  }
  return counted;
}

}  // namespace

TEST_CASE("e2e raw requests: each row is answered and ends as it says") {
  const GatewayProcess gateway;
  const Counted before = count(gateway);
  int served = 0;
  int refused = 0;
  for (const RawRequest& row : read_raw_requests()) {
    CAPTURE(row.name);
    served += play(gateway, row);
    refused += row.refusal() > 0 ? 1 : 0;
  }
  const Counted after = count(gateway);
  CHECK_EQ(after.core - before.core, served + 1);  // and the first look itself
  CHECK_EQ(after.refused - before.refused, refused);
  CHECK_GE(refused, 200);
}
