#include "server.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace fluxweir::native {
namespace {

constexpr int kBacklog = 1024;
constexpr int kAcceptsPerTurn = 64;

[[noreturn]] void fail_with(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

bool is_loopback_peer(const sockaddr_storage& peer) {
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
  }
  if (peer.ss_family != AF_INET6) return false;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
  return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr) ||
         (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr) && v6.sin6_addr.s6_addr[12] == 127);
}

// What `task` returns on the worker's thread.
template <class Task>
auto ask(Worker& worker, Task task) {
  auto promise = std::make_shared<std::promise<decltype(task())>>();
  auto answer = promise->get_future();
  worker.loop().post([promise, task] { promise->set_value(task()); });
  return answer.get();
}

}  // namespace

ListenAddress read_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const auto port = to_integer(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  if (!port || *port < 0 || *port > 65535) return {};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return {};
  }
  return {std::string(host), static_cast<std::uint16_t>(*port)};
}

bool is_loopback(const ListenAddress& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  return address.host == "::1" || address.host == "localhost";
}

Server::Server(ServerOptions options, Host& host, const SourceOf& source)
    : options_(std::move(options)), host_(host) {
  listen();
  for (std::size_t i = 0; i < options_.threads; ++i) {
    workers_.push_back(std::make_unique<Worker>(host_, source()));
  }
}

Server::~Server() { stop(); }

void Server::listen() {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(options_.listen.port);
  if (const int error = getaddrinfo(options_.listen.host.c_str(), port.c_str(), &hints, &found)) {
    throw std::runtime_error("can't listen on " + options_.listen.host + ": " +
                             gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> guard(found, freeaddrinfo);
  listener_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener_ < 0) fail_with("can't make a socket");
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener_, found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(listener_, kBacklog) != 0) {
    fail_with("can't listen on " + options_.listen.host + ":" + port);
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &size);
  port_ = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                            : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

void Server::start() {
  for (const auto& worker : workers_) {
    threads_.emplace_back([&loop = worker->loop()] { loop.run(); });
  }
  Worker& first = *workers_.front();
  first.loop().post([this, &first] {
    first.loop().watch(listener_, [this] { accept(); });
    first.start_sweep();
  });
}

// Runs on the first worker. Connections go round, so that few of them are spread evenly too.
void Server::accept() {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = ::accept4(listener_, reinterpret_cast<sockaddr*>(&peer), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Worker& worker = *workers_[next_++ % workers_.size()];
    const bool loopback = is_loopback_peer(peer);
    auto open = [this, &worker, fd, loopback] {
      if (worker.is_draining() ||
          worker.connections() >= options_.max_connections / workers_.size()) {
        ::close(fd);
        return;
      }
      open_session(worker, fd, loopback, options_.session);
    };
    if (&worker == workers_.front().get()) {
      open();
    } else {
      worker.loop().post(std::move(open));
    }
  }
}

bool Server::wait_until_idle() {
  const Instant until = read_mono() + options_.drain;
  while (read_mono() < until) {
    bool idle = true;
    for (const auto& worker : workers_) {
      idle = ask(*worker, [&worker] { return worker->is_idle(); }) && idle;
    }
    if (idle && host_.runs.running() == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void Server::stop() {
  if (!threads_.empty()) {
    ask(*workers_.front(), [this] {
      workers_.front()->loop().unwatch(listener_);
      return true;
    });
    for (const auto& worker : workers_) {
      ask(*worker, [&worker] {
        worker->drain();
        return true;
      });
    }
    wait_until_idle();
    for (const auto& worker : workers_) worker->loop().stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    host_.network.close();
  }
  if (listener_ >= 0) ::close(std::exchange(listener_, -1));
}

}  // namespace fluxweir::native
