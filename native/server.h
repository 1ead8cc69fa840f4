// Listens, hands connections to the workers in turn, and ends in an orderly way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "session.h"
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
  std::size_t max_connections = 20'000;
  SessionOptions session;
  Millis drain{30'000};  // how long what runs may go on after `stop`
};

class Server {
 public:
  using SourceOf = std::function<MachineSource()>;  // called once per thread

  // Throws std::runtime_error when it can't listen.
  Server(ServerOptions options, Host& host, const SourceOf& source);
  ~Server();

  std::uint16_t port() const { return port_; }
  void start();
  // Stops accepting, waits for what runs, at most the drain time, and ends the threads. From a
  // thread that is no worker.
  void stop();

 private:
  void listen();
  void accept();
  bool wait_until_idle();

  ServerOptions options_;
  Host& host_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::size_t next_ = 0;
};

}  // namespace fluxweir::native
