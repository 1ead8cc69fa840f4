// Listens, hands connections to the workers in turn, and ends in an orderly way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "peers.h"
#include "turned_away.h"
#include "worker.h"

namespace fluxweir::native {

// "127.0.0.1:8080", "[::1]:0", "localhost:8080"; `host` is empty when the text is none of these.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};
ListenAddress read_listen_address(std::string_view text);
bool is_loopback(const ListenAddress& address);

struct ServerOptions {
  ListenAddress listen;
  std::size_t threads = 1;
};

// What may change while it serves.
struct ServerBounds {
  PeerBounds peers;
  Millis notice{0};      // accepts at least that long after `stop`
  Millis drain{30'000};  // how long what runs may go on after `stop`
};

class Server {
 public:
  using SourceOf = std::function<MachineSource()>;  // called once per thread

  // Throws std::runtime_error when it can't listen.
  Server(ServerOptions options, const ServerBounds& bounds, Host& host, const SourceOf& source);
  ~Server();

  std::uint16_t port() const { return port_; }
  void start();
  // Every worker's machines come from `source` from now on; what runs ends as it began. These three
  // from the thread that started it.
  void replace(const SourceOf& source, const ServerBounds& bounds);
  // Says on all connections that the end is near, lets no new work in, waits for what runs, at most
  // the drain time, then stops accepting and ends the threads. `hurry` waits for a moment and says
  // whether the end must come at once; empty: never.
  using Hurry = std::function<bool(Millis)>;
  void stop(const Hurry& hurry = {});

 private:
  void listen();
  void accept();
  int accept_one(sockaddr_storage& peer);
  void turn_away(int fd, int status);
  template <class Task>
  void on_each(Task task);
  bool is_idle();
  void wait_for_work(const Hurry& hurry);
  void log_cut_runs();

  ServerOptions options_;
  ServerBounds bounds_;
  Host& host_;
  Peers peers_;  // outlives the connections
  int listener_ = -1;
  int spare_ = -1;  // given up for a moment when descriptors run out
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<TurnedAway> turned_away_;  // on the first worker
  std::vector<std::thread> threads_;
  std::size_t next_ = 0;
};

}  // namespace fluxweir::native
