// A machine made of one function, and a whole host around such machines on a loopback port.
#pragma once

#include <sys/socket.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server.h"
#include "session_options.h"

namespace toy {

using namespace fluxweir;
using namespace fluxweir::native;

// Actions to take before the next Wait.
using Actions = std::vector<Action>;
using Handler = std::function<void(Input&, Actions&)>;

class ToyMachine final : public HostedMachine {
 public:
  explicit ToyMachine(Handler handler) : handler_(std::move(handler)) {}
  void handle(Input input, Now) override {
    Actions actions;
    handler_(input, actions);
    for (Action& action : actions) waiting_.push_back(std::move(action));
  }
  Action poll() override {
    if (waiting_.empty()) return Wait{};
    Action next = std::move(waiting_.front());
    waiting_.pop_front();
    return next;
  }

 private:
  Handler handler_;
  std::deque<Action> waiting_;
};

// Makes the handler of one machine; it may keep state of its own.
using HandlerOf = std::function<Handler()>;
using RunHandlerOf = std::function<Handler(RunSpec)>;

inline void answer(Actions& actions, int status, std::string body) {
  RespondHead head{status, {{"content-length", std::to_string(body.size())}}};
  actions.push_back(std::move(head));
  actions.push_back(RespondChunk{{std::move(body)}});
  actions.push_back(RespondEnd{});
  actions.push_back(Finished{});
}

struct Setup {
  HandlerOf exchange;
  RunHandlerOf run = [](RunSpec) { return [](Input&, Actions&) {}; };
  Painter painter = [](std::string_view, std::string_view) { return PaintAnswer{}; };
  SessionOptions session = {};
  UpstreamOptions upstream = {};
  Network* network = nullptr;  // null: the system's
  ServerBounds bounds = {{}, Millis{0}, Millis{5000}};
  std::size_t threads = 1;
  std::size_t paints_waiting = 8;
};

class ToyHost {
 public:
  explicit ToyHost(Setup setup);
  std::uint16_t port() const { return server_.port(); }
  Server& server() { return server_; }
  Host& host() { return host_; }

 private:
  Blobs blobs_{Blobs::Options{}};
  Runs runs_;
  Signer signer_;
  Log log_{-1};
  Metrics metrics_{metrics()};
  Sqlite sqlite_{{"", {}, [](std::string_view) { return std::string_view(); }}};
  Renderer renderer_;
  Inspector inspector_{1, 8};
  SystemNetwork system_;
  Network& network(const Setup& setup) { return setup.network ? *setup.network : system_; }
  Host host_;
  Server server_;
};

// A client that speaks raw bytes.
class Client {
 public:
  // `receive_bytes`: of its kernel buffer; 0: as usual.
  explicit Client(std::uint16_t port, int receive_bytes = 0);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes);
  void end_input();  // no more from here; still reads
  void leave();      // resets the connection
  // One whole answer, head and body (by its length, chunked, or up to the end); empty when none.
  std::string answer(bool head_only = false);
  // All up to the end of the connection.
  std::string rest();

 private:
  bool more();
  int fd_;
  std::string in_;
};

int status_of(std::string_view answer);

}  // namespace toy
