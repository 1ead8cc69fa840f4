// One emulating gateway through several requests in virtual time: time moves only by `wait`, ticks
// come when a machine asked for them, painting takes none. Answers may be late, cut or missing.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <string>

#include "gateway.h"
#include "json/tree.h"

namespace fluxweir {

// What has come of a request so far.
struct Staged {
  int status = 0;  // 0: no head has come
  Headers headers;
  std::string body;
  bool ended = false;   // the answer or the connection
  bool closed = false;  // the connection
  bool finished = false;
  json::Tree json() const { return json::Tree::parse(body, nullptr, false); }
  std::string header(std::string_view name) const {
    return std::string(find_header(headers, name).value_or(""));
  }
};

class Stage {
 public:
  explicit Stage(Pace latency = {}, Pace cold_start = {}, std::string rules = {});

  // Sends a whole request, and hands in all that comes of it without time. The answer grows while
  // `wait` lets time pass.
  Staged& send(std::string method, const std::string& target, std::string body = {});
  Staged& create(std::string body, const std::string& path = "/v1/images") {
    return send("POST", path, std::move(body));
  }
  // Replaces the rules; fails the test when they are refused.
  void rules(const std::string& text);
  void wait(Millis time);
  void leave(Staged& answer);  // its client goes

  std::size_t painted() const { return painted_; }
  const std::string& last_paint() const { return last_paint_; }  // the body of that call

 private:
  struct Player {
    Machine machine;
    Staged answer;
    std::optional<Instant> until = {};
    std::string watches = {};
  };
  void give(Player& player, Input input);
  void drain(Player& player);
  void perform(Player& player, Action action);
  void respond(Player& player, const Action& action);
  void fetch(Player& player, const Fetch& fetch);
  void query(Player& player, const Query& query);
  BlobRef store(std::string bytes);

  Gateway gateway_;
  Now now_{{5'000'000}, {1'767'225'600'000}};
  std::list<Player> players_;
  std::deque<std::pair<Player*, Input>> queue_;
  bool busy_ = false;
  std::map<std::string, std::string> rows_;     // run -> outcome
  std::map<std::string, std::string> scratch_;  // handle -> bytes
  std::map<std::string, std::string> kept_;     // key -> handle
  std::uint8_t opened_ = 0;
  std::size_t painted_ = 0;
  std::string last_paint_;
};

}  // namespace fluxweir
