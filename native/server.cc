#include "server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "metering/metrics.h"
#include "response_head.h"
#include "session.h"

namespace fluxweir::native {
namespace {

constexpr int kBacklog = 1024;
constexpr int kAcceptsPerTurn = 64;
constexpr Millis kLook{20};  // between looks whether all has ended

[[noreturn]] void fail_with(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
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

Server::Server(ServerOptions options, const ServerBounds& bounds, Host& host,
               const SourceOf& source)
    : options_(std::move(options)), bounds_(bounds), host_(host) {
  peers_.set_bounds(bounds_.peers);
  listen();
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (std::size_t i = 0; i < options_.threads; ++i) {
    workers_.push_back(std::make_unique<Worker>(host_, source()));
  }
  turned_away_ = std::make_unique<TurnedAway>(workers_.front()->loop());
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

// The next connection; -1 when there is none. A connection that there is no descriptor for would
// stay in the queue and wake the loop again and again: it is taken with a spare one and closed.
int Server::accept_one(sockaddr_storage& peer) {
  constexpr int kFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  socklen_t size = sizeof peer;
  auto* address = reinterpret_cast<sockaddr*>(&peer);
  const int fd = ::accept4(listener_, address, &size, kFlags);
  if (fd >= 0 || (errno != EMFILE && errno != ENFILE) || spare_ < 0) return fd;
  ::close(std::exchange(spare_, -1));
  if (const int extra = ::accept4(listener_, nullptr, nullptr, kFlags); extra >= 0) ::close(extra);
  spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  return -1;
}

void Server::turn_away(int fd, int status) {
  const auto wall = workers_.front()->now().wall;
  const int after_s = 1 + static_cast<int>(next_++ % 3);
  turned_away_->add(fd, format_refusal(status,
                                       status == 429 ? "too many connections from this address"
                                                     : "too many connections: try again",
                                       wall, after_s));
  host_.metrics.add({kMetricRequests,
                     Sample::Kind::Count,
                     {{"dialect", "none"}, {"route", "none"}, {"status", std::to_string(status)}},
                     1});
}

// Runs on the first worker. Connections go round, so that few of them are spread evenly too.
void Server::accept() {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    sockaddr_storage peer{};
    const int fd = accept_one(peer);
    if (fd < 0) return;
    Peers::Place given;
    const Peers::Room room = peers_.enter(peer, given);
    if (room != Peers::Room::Given) {
      turn_away(fd, room == Peers::Room::None ? 503 : 429);
      continue;
    }
    Worker& worker = *workers_[next_++ % workers_.size()];
    const bool loopback = is_loopback_peer(peer);
    // Tasks are copied, a place is not.
    auto place = std::make_shared<Peers::Place>(std::move(given));
    auto open = [&worker, fd, loopback, place] {
      open_session(worker, fd, loopback, std::move(*place));
    };
    if (&worker == workers_.front().get()) {
      open();
    } else {
      worker.loop().post(std::move(open));
    }
  }
}

template <class Task>
void Server::on_each(Task task) {
  for (const auto& worker : workers_) {
    ask(*worker, [&worker, &task] {
      task(*worker);
      return true;
    });
  }
}

void Server::replace(const SourceOf& source, const ServerBounds& bounds) {
  bounds_ = bounds;
  peers_.set_bounds(bounds_.peers);
  for (const auto& worker : workers_) {
    // Built here: a loop that reads settings would stand still meanwhile.
    auto next = std::make_shared<MachineSource>(source());
    ask(*worker, [&worker, next] {
      worker->replace(std::move(*next));
      return true;
    });
  }
}

bool Server::is_idle() {
  bool idle = host_.runs.running() == 0;
  on_each([&idle](Worker& worker) { idle = worker.is_idle() && idle; });
  return idle;
}

// Connections without a request stay: one may be on its way, and it is answered until the very end.
void Server::wait_for_work(const Hurry& hurry) {
  const Instant begun = read_mono();
  const Instant last = begun + std::max(bounds_.drain, bounds_.notice);
  while (read_mono() < last) {
    if (read_mono() >= begun + bounds_.notice && is_idle()) return;
    if (!hurry) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kLook.count));
    } else if (hurry(kLook)) {
      return;
    }
  }
}

// Their rows stay as they are: the next process on the same data closes them as lost.
void Server::log_cut_runs() {
  for (const std::string& run : host_.runs.running_ids()) {
    host_.log.write(R"({"ts":")" + iso_time(workers_.front()->now().wall.count) +
                    R"(","level":"warn","msg":"run_cut","run":")" + run + "\"}");
  }
}

void Server::stop(const Hurry& hurry) {
  if (!threads_.empty()) {
    host_.ending->store(true);
    wait_for_work(hurry);
    ask(*workers_.front(), [this] {
      workers_.front()->loop().unwatch(listener_);
      return true;
    });
    for (const auto& worker : workers_) worker->loop().stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    log_cut_runs();
    host_.close();
  }
  if (listener_ >= 0) ::close(std::exchange(listener_, -1));
  if (spare_ >= 0) ::close(std::exchange(spare_, -1));
}

}  // namespace fluxweir::native
