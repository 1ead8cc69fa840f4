// A scripted stand-in for api.bfl.ai on a free loopback port, for tests of the whole gateway:
// submits, polls, samples and webhooks as documented (bfl_task.h), every break of the wire on
// request (bfl_script.h), and a record of all that was asked.
//
//   BflServer bfl;
//   bfl.next({.submit = {.status = 429, .headers = {{"Retry-After", "1"}}}});
//   ... the gateway submits twice: refused, then well ...
//   CHECK_EQ(bfl.accepted(), 1);
//
// Every method is safe on any thread; what is returned is a snapshot. It shares no code with the
// gateway.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "e2e/bfl_task.h"
#include "e2e/bfl_wire.h"

namespace fluxweir::e2e {

// One submit that reached a route with the right key, taken or not. Times are milliseconds since
// the server's start.
struct TaskRecord {
  std::string id;  // empty: not taken
  std::string model;
  nlohmann::json body;  // discarded when it was no JSON, or was never read
  std::string key;
  double submitted_ms = 0;
  std::vector<double> polls_ms;
  int downloads = 0;
  int delivered = 0;              // downloads whose every byte left, right ones
  std::vector<int> hook_answers;  // statuses that its webhooks were given; 0: none

  bool accepted() const { return !id.empty(); }
};

class BflServer {
 public:
  explicit BflServer(std::string key = "bfl-test-key");

  // Which script a submit gets: that of the last `when` whose text is in its prompt, else the
  // oldest `next`, else `always`.
  void always(TaskScript script);
  void next(TaskScript script);
  void when(std::string prompt_part, TaskScript script);
  // Takes all scripts back. Tasks stay, for runs that still look at them.
  void forget_scripts();

  // Told of every request, on the server's thread, before it is answered.
  using OnCall = std::function<void(const WireRequest&)>;
  void tell(OnCall on_call);

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(wire_.port()); }
  // The same server under a host name that is not the origin's.
  std::string other_origin() const { return "http://localhost:" + std::to_string(wire_.port()); }

  // In order of arrival; those whose prompt holds `prompt_part`.
  std::vector<TaskRecord> tasks(const std::string& prompt_part = {}) const;
  int submits() const;
  int polls() const;
  int downloads() const;
  int accepted() const;  // what BFL would bill
  // Submits and polls without the right key: "POST /v1/...".
  std::vector<std::string> keys_missing() const;
  // Requests with a key where none belongs: downloads, and whatever came to the other origin.
  std::vector<std::string> keys_astray() const;
  int max_open_connections() const { return wire_.max_open_connections(); }

 private:
  struct Entry {
    TaskRecord record;
    BflTask task;
  };

  std::optional<WireReply> on_head(const WireRequest& request);
  WireReply on_request(const WireRequest& request);
  WireReply submit(const WireRequest& request, const std::string& model);
  WireReply poll(const std::string& id);
  WireReply download(const std::string& id);
  bool check_key(const WireRequest& request, bool belongs);
  TaskScript take_script(const std::string& prompt);
  BflTask make_task(const std::string& model, nlohmann::json input, TaskScript script);
  std::string polling_url(const BflTask& task) const;
  std::string sample_url(const BflTask& task) const;
  void send_hooks(std::size_t index);
  Entry* find(const std::string& id);
  double now_ms() const;

  const std::string key_;
  const double start_;
  mutable std::mutex mutex_;
  TaskScript always_;
  std::deque<TaskScript> next_;
  std::deque<std::pair<std::string, TaskScript>> when_;  // newest first
  OnCall on_call_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::map<std::string, std::size_t> by_id_;
  std::vector<std::string> keys_missing_;
  std::vector<std::string> keys_astray_;
  WireServer wire_;  // last: its thread uses all of the above
};

}  // namespace fluxweir::e2e
