#include "toy.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cstdlib>

namespace toy {
namespace {

MachineSource source_of(const Setup& setup) {
  MachineSource source;
  source.open = [exchange = setup.exchange](const Entropy&) {
    return std::make_unique<ToyMachine>(exchange());
  };
  source.run = [run = setup.run](RunSpec spec) {
    return std::make_unique<ToyMachine>(run(std::move(spec)));
  };
  source.upstream = std::make_shared<const UpstreamOptions>(setup.upstream);
  source.session = std::make_shared<const SessionOptions>(setup.session);
  return source;
}

ServerOptions options_of(const Setup& setup) {
  ServerOptions options;
  options.listen = {"127.0.0.1", 0};
  options.threads = setup.threads;
  return options;
}

}  // namespace

ToyHost::ToyHost(Setup setup)
    : renderer_(1, setup.paints_waiting, setup.painter),
      host_{blobs_,   runs_,     sqlite_,    signer_,        log_,
            metrics_, renderer_, inspector_, network(setup), {}},
      server_(options_of(setup), setup.bounds, host_, [&setup] { return source_of(setup); }) {
  server_.start();
}

Client::Client(std::uint16_t port, int receive_bytes)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_bytes > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const timeval patience{20, 0};  // only a broken host is waited for this long
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::end_input() { ::shutdown(fd_, SHUT_WR); }

void Client::leave() {
  const linger hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(fd_, -1));
}

bool Client::more() {
  char bytes[65536];
  const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  in_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::string Client::answer(bool head_only) {
  std::size_t head = std::string::npos;
  while ((head = in_.find("\r\n\r\n")) == std::string::npos) {
    if (!more()) return {};
  }
  head += 4;
  std::size_t end = head;
  const std::size_t length = in_.find("content-length: ");
  if (!head_only && length < head) {
    end = head + std::strtoul(in_.c_str() + length + 16, nullptr, 10);
    while (in_.size() < end && more()) {
    }
  } else if (!head_only && in_.find("transfer-encoding: chunked") < head) {
    while (in_.find("0\r\n\r\n", head) == std::string::npos && more()) {
    }
    end = in_.find("0\r\n\r\n", head) + 5;
  }
  std::string all = in_.substr(0, end);
  in_.erase(0, end);
  return all;
}

std::string Client::rest() {
  while (more()) {
  }
  return std::exchange(in_, {});
}

int status_of(std::string_view answer) {
  return answer.size() < 12 ? 0 : std::atoi(std::string(answer.substr(9, 3)).c_str());
}

}  // namespace toy
