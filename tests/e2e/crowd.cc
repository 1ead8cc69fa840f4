#include "e2e/crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace fluxweir::e2e {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A connection that is being made; `receive` bounds its buffer, 0 leaves it.
int connect_to(int port, int receive = 0) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (receive > 0) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  return fd;
}

struct SlowClient {
  int fd = -1;
  double opened = 0;
  double next = 0;  // when it moves again
  bool begun = false;
};

std::string opening(const SlowCrowd& crowd) {
  if (crowd.how == Slow::Head) return "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
  if (crowd.how == Slow::Body)
    return "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Content-Length: 100000\r\n\r\n{";
  return "GET " + crowd.picture + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

// One byte or line more, sent or read.
void move(const SlowCrowd& crowd, SlowClient& client) {
  char byte = 0;
  if (!client.begun) {
    const std::string bytes = opening(crowd);
    client.begun = ::send(client.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
  } else if (crowd.how == Slow::Head) {
    ::send(client.fd, "X-a: b\r\n", 8, MSG_NOSIGNAL);
  } else if (crowd.how == Slow::Body) {
    ::send(client.fd, " ", 1, MSG_NOSIGNAL);
  } else {
    [[maybe_unused]] const ssize_t got = ::recv(client.fd, &byte, 1, 0);
  }
}

// Whether the gateway has ended it: by its end, or by a refusal.
bool has_ended(const SlowCrowd& crowd, short events) {
  if ((events & (POLLERR | POLLHUP | POLLRDHUP)) != 0) return true;
  return crowd.how != Slow::Read && (events & POLLIN) != 0;
}

}  // namespace

SlowEnd play(const SlowCrowd& crowd) {
  SlowEnd end;
  std::vector<SlowClient> clients;
  std::vector<pollfd> polled;
  const auto begin = Clock::now();
  const int receive = crowd.how == Slow::Read ? 4096 : 0;
  const short wanted = crowd.how == Slow::Read ? POLLRDHUP : POLLIN | POLLRDHUP;
  while (seconds_since(begin) < crowd.patience_s && end.closed < crowd.clients) {
    for (int i = 0; i < 50 && end.opened < crowd.clients; ++i, ++end.opened) {
      const double now = seconds_since(begin);
      clients.push_back({connect_to(crowd.port, receive), now, now, false});
    }
    polled.clear();
    for (const SlowClient& client : clients) polled.push_back({client.fd, wanted, 0});
    ::poll(polled.data(), polled.size(), 20);
    const double now = seconds_since(begin);
    for (std::size_t i = 0; i < polled.size(); ++i) {
      SlowClient& client = clients[i];
      if (client.fd < 0) continue;
      if (has_ended(crowd, polled[i].revents)) {
        ::close(std::exchange(client.fd, -1));
        ++end.closed;
        end.longest_s = std::max(end.longest_s, now - client.opened);
      } else if (now >= client.next) {
        client.next = now + crowd.step_s;
        move(crowd, client);
      }
    }
  }
  for (const SlowClient& client : clients) {
    if (client.fd >= 0) ::close(client.fd);
  }
  return end;
}

namespace {

struct BusyClient {
  int fd = -1;
  bool asking = false;
  double since = 0;  // of the request under way, or when the next may be sent
  std::string in;
};

// The answer at the front of `in`, taken off it; false when it is not whole.
bool take_answer(std::string& in, Shot& shot, bool& closes) {
  const std::size_t head = in.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::size_t length = in.find("content-length: ");
  const std::size_t body =
      length < head ? std::strtoul(in.c_str() + length + 16, nullptr, 10) : std::size_t{0};
  if (in.size() < head + 4 + body) return false;
  shot.status = std::atoi(in.substr(9, 3).c_str());
  shot.says_when = in.find("\r\nretry-after: ") < head;
  closes = in.find("\r\nconnection: close") < head;
  in.erase(0, head + 4 + body);
  return true;
}

class BusyCrowd {
 public:
  explicit BusyCrowd(const Siege& siege)
      : siege_(siege), clients_(static_cast<std::size_t>(siege.clients)) {}
  ~BusyCrowd() {
    for (const BusyClient& client : clients_) {
      if (client.fd >= 0) ::close(client.fd);
    }
  }
  BusyCrowd(const BusyCrowd&) = delete;
  BusyCrowd& operator=(const BusyCrowd&) = delete;

  std::vector<Shot> run() {
    std::vector<pollfd> polled;
    while (seconds_since(begin_) < siege_.seconds) {
      polled.clear();
      for (BusyClient& client : clients_) {
        ask(client);
        polled.push_back({client.asking ? client.fd : -1, POLLIN, 0});
      }
      ::poll(polled.data(), polled.size(), 5);
      for (std::size_t i = 0; i < polled.size(); ++i) {
        if (polled[i].revents != 0) hear(clients_[i]);
      }
    }
    return std::move(shots_);
  }

 private:
  void ask(BusyClient& client) {
    const double now = seconds_since(begin_);
    if (client.asking || now < client.since) return;
    if (client.fd < 0) {
      client.fd = connect_to(siege_.port);
      pollfd ready{client.fd, POLLOUT, 0};
      ::poll(&ready, 1, 1000);
    }
    client.asking = true;
    client.since = now;
    ::send(client.fd, siege_.request.data(), siege_.request.size(), MSG_NOSIGNAL);
  }

  void hear(BusyClient& client) {
    char bytes[65536];
    const ssize_t got = ::recv(client.fd, bytes, sizeof bytes, 0);
    Shot shot;
    bool closes = got <= 0;
    if (got > 0) client.in.append(bytes, static_cast<std::size_t>(got));
    if (got > 0 && !take_answer(client.in, shot, closes)) return;
    const double now = seconds_since(begin_);
    shot.ms = (now - client.since) * 1000;
    shots_.push_back(shot);
    client.asking = false;
    client.since = shot.status == 200 ? now : now + siege_.pause_s;
    if (!closes) return;
    ::close(std::exchange(client.fd, -1));
    client.in.clear();
  }

  const Siege& siege_;
  std::vector<BusyClient> clients_;
  std::vector<Shot> shots_;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

std::vector<Shot> besiege(const Siege& siege) { return BusyCrowd(siege).run(); }

void raise_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double quantile_of(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * part)];
}

}  // namespace fluxweir::e2e
