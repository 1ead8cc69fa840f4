#include "e2e/bfl_server.h"

#include <chrono>
#include <cstdio>

#include "e2e/bfl_pictures.h"

namespace fluxweir::e2e {
namespace {

using nlohmann::json;
using Lock = std::lock_guard<std::mutex>;

constexpr const char* kJson = "application/json";

double steady_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double unix_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

WireReply answer(int status, const json& body, const HeaderLines& headers = {}) {
  return make_reply(status, kJson,
                    body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), headers);
}

// `good` as `fault` wants it: another status, other headers, broken.
WireReply with(const Fault& fault, WireReply good) {
  if (fault.status != 200) good = answer(fault.status, bfl_error(fault.status));
  for (const auto& [name, value] : fault.headers)
    good.head.append(name).append(": ").append(value).append("\r\n");
  good.head += "\r\n";
  return broken(std::move(good), fault);
}

// The fault that the nth call (from 1) meets.
Fault at(const std::vector<Fault>& faults, int nth) {
  for (const Fault& fault : faults) {
    if (nth >= fault.nth && nth < fault.nth + fault.count) return fault;
  }
  return {};
}

std::string make_id(std::size_t number) {
  char text[48];
  std::snprintf(text, sizeof text, "b7000000-0000-4000-8000-%012zx", number);
  return text;
}

std::string path_of(const std::string& target) { return target.substr(0, target.find('?')); }

// The id between `prefix` and whatever is no part of it.
std::string id_after(const std::string& target, std::size_t prefix) {
  return target.substr(prefix, target.find_first_not_of("0123456789abcdef-", prefix) - prefix);
}

}  // namespace

BflServer::BflServer(std::string key)
    : key_(std::move(key)),
      start_(steady_ms()),
      wire_([this](const WireRequest& request) { return on_head(request); },
            [this](const WireRequest& request) { return on_request(request); }) {}

void BflServer::always(TaskScript script) {
  const Lock lock(mutex_);
  always_ = std::move(script);
}

void BflServer::next(TaskScript script) {
  const Lock lock(mutex_);
  next_.push_back(std::move(script));
}

void BflServer::when(std::string prompt_part, TaskScript script) {
  const Lock lock(mutex_);
  when_.emplace_front(std::move(prompt_part), std::move(script));
}

void BflServer::forget_scripts() {
  const Lock lock(mutex_);
  always_ = {};
  next_.clear();
  when_.clear();
}

void BflServer::tell(OnCall on_call) {
  const Lock lock(mutex_);
  on_call_ = std::move(on_call);
}

double BflServer::now_ms() const { return steady_ms() - start_; }

// A script that resets before the body can't be chosen by the prompt, which is in the body.
std::optional<WireReply> BflServer::on_head(const WireRequest& request) {
  const Lock lock(mutex_);
  if (request.method != "POST" || request.target.rfind("/v1/", 0) != 0) return {};
  const TaskScript& script = next_.empty() ? always_ : next_.front();
  if (script.submit.how != Break::ResetBeforeBody) return {};
  if (on_call_) on_call_(request);
  auto entry = std::make_unique<Entry>();
  entry->record.model = path_of(request.target).substr(4);
  entry->record.body = json(json::value_t::discarded);
  entry->record.key = request.header("x-key");
  entry->record.submitted_ms = now_ms();
  entries_.push_back(std::move(entry));
  WireReply reply = broken({}, script.submit);
  if (!next_.empty()) next_.pop_front();
  return reply;
}

WireReply BflServer::on_request(const WireRequest& request) {
  const Lock lock(mutex_);
  if (on_call_) on_call_(request);
  const std::string path = path_of(request.target);
  const bool posts = request.method == "POST";
  if (posts && path.rfind("/v1/", 0) == 0 && is_bfl_model(path.substr(4))) {
    if (!check_key(request, true)) return with({.status = 403}, {});
    return submit(request, path.substr(4));
  }
  if (!posts && path == "/v1/get_result") {
    if (!check_key(request, true)) return with({.status = 403}, {});
    const std::size_t id = request.target.find("?id=");
    return poll(id == std::string::npos ? "" : id_after(request.target, id + 4));
  }
  check_key(request, false);
  if (!posts && path.rfind("/result/", 0) == 0) {
    const std::string id = id_after(path, 8);
    // Delivery URLs are signed: nobody may cut the query off.
    if (request.target.find("?sig=" + id + "&") == std::string::npos)
      return with({.status = 403}, {});
    return download(id);
  }
  return with({.status = 404}, {});
}

// Whether the request may go on. Writes down a key that is missing or should not be there.
bool BflServer::check_key(const WireRequest& request, bool belongs) {
  const std::string key = request.header("x-key");
  const std::string what = request.method + " " + request.target;
  const bool at_home = request.header("host") == origin().substr(7);
  if (!key.empty() && (!belongs || !at_home)) keys_astray_.push_back(what);
  if (belongs && key != key_) {
    keys_missing_.push_back(what);
    return false;
  }
  return true;
}

TaskScript BflServer::take_script(const std::string& prompt) {
  for (const auto& [part, script] : when_) {
    if (prompt.find(part) != std::string::npos) return script;
  }
  if (next_.empty()) return always_;
  TaskScript script = std::move(next_.front());
  next_.pop_front();
  return script;
}

WireReply BflServer::submit(const WireRequest& request, const std::string& model) {
  json input = json::parse(request.body, nullptr, false);
  const std::string prompt = text_of(input, "prompt");
  auto entry = std::make_unique<Entry>();
  entry->record.model = model;
  entry->record.body = input;
  entry->record.key = request.header("x-key");
  entry->record.submitted_ms = now_ms();
  entries_.push_back(std::move(entry));
  const json faults = bfl_faults(model, input);
  if (!faults.empty()) return with({}, answer(422, {{"detail", faults}}));
  const TaskScript script = take_script(prompt);
  if (script.submit.status != 200 || !script.accepts ||
      script.submit.how == Break::ResetBeforeBody) {
    return with(script.submit, answer(200, {{"id", make_id(0)}}));
  }
  Entry& made = *entries_.back();
  made.task = make_task(model, std::move(input), script);
  made.record.id = made.task.id;
  by_id_[made.task.id] = entries_.size() - 1;
  WireReply reply =
      with(script.submit, answer(200, bfl_accepted(made.task, polling_url(made.task))));
  send_hooks(entries_.size() - 1);
  if (script.webhook == Webhook::Early) reply.delay_ms += 100;
  return reply;
}

BflTask BflServer::make_task(const std::string& model, json input, TaskScript script) {
  BflTask task;
  task.id = make_id(entries_.size());
  task.model = model;
  task.script = std::move(script);
  task.size = bfl_size(model, input);
  if (task.script.picture_width > 0) task.size.width = task.script.picture_width;
  if (task.script.picture_height > 0) task.size.height = task.script.picture_height;
  task.format = task.script.picture_format.empty() ? input.value("output_format", "jpeg")
                                                   : task.script.picture_format;
  task.seed = input.contains("seed") && input["seed"].is_number()
                  ? input["seed"].get<std::uint64_t>()
                  : entries_.size();
  task.start_s = unix_s();
  task.input = std::move(input);
  return task;
}

std::string BflServer::polling_url(const BflTask& task) const {
  std::string target = "/v1/get_result?id=" + task.id;
  switch (task.script.polling_url) {
    case PollingUrl::Own:
      return origin() + target;
    case PollingUrl::OtherHost:
      return task.script.polling_host + target;
    case PollingUrl::Relative:
      return target;
    case PollingUrl::Absent:
      break;
  }
  return {};
}

std::string BflServer::sample_url(const BflTask& task) const {
  const std::string& host = task.script.sample_host;
  return (host.empty() ? origin() : host) + "/result/" + task.id +
         (task.format == "png" ? ".png" : ".jpg") + "?sig=" + task.id + "&se=2026-01-01T00%3A10Z";
}

BflServer::Entry* BflServer::find(const std::string& id) {
  const auto row = by_id_.find(id);
  return row == by_id_.end() ? nullptr : entries_[row->second].get();
}

WireReply BflServer::poll(const std::string& id) {
  Entry* entry = find(id);
  if (entry == nullptr) {
    return with({}, answer(404, {{"id", id}, {"status", "Task not found"}, {"result", nullptr}}));
  }
  entry->record.polls_ms.push_back(now_ms());
  const TaskScript& script = entry->task.script;
  const bool due = now_ms() >= entry->record.submitted_ms + script.ready_after_ms;
  const bool done = due && script.ending != Ending::Never;
  return with(at(script.polls, static_cast<int>(entry->record.polls_ms.size())),
              answer(200, bfl_result(entry->task, done, sample_url(entry->task))));
}

WireReply BflServer::download(const std::string& id) {
  Entry* entry = find(id);
  if (entry == nullptr) return with({.status = 404}, {});
  const BflTask& task = entry->task;
  const Fault fault = at(task.script.samples, ++entry->record.downloads);
  WireReply whole = make_reply(200, task.format == "png" ? "image/png" : "image/jpeg",
                               picture(task.size.width, task.size.height, task.format, task.seed));
  whole.sent = [this, entry] {
    const Lock lock(mutex_);
    ++entry->record.delivered;
  };
  return with(fault, std::move(whole));
}

void BflServer::send_hooks(std::size_t index) {
  Entry* entry = entries_[index].get();
  const BflTask& task = entry->task;
  const TaskScript& script = task.script;
  const std::string url = text_of(task.input, "webhook_url");
  if (url.empty() || script.webhook == Webhook::Never || script.ending == Ending::Never) return;
  const auto done = [this, entry](int status) {
    const Lock lock(mutex_);
    entry->record.hook_answers.push_back(status);
  };
  const std::string body = bfl_hook(task, sample_url(task)).dump();
  const int after = script.webhook == Webhook::Early ? 0 : script.ready_after_ms;
  wire_.post(url, body, after, done);
  if (script.webhook == Webhook::Twice) wire_.post(url, body, after + 20, done);
}

std::vector<TaskRecord> BflServer::tasks(const std::string& prompt_part) const {
  const Lock lock(mutex_);
  std::vector<TaskRecord> out;
  for (const auto& entry : entries_) {
    const std::string prompt = text_of(entry->record.body, "prompt");
    if (prompt.find(prompt_part) != std::string::npos) out.push_back(entry->record);
  }
  return out;
}

int BflServer::submits() const {
  const Lock lock(mutex_);
  return static_cast<int>(entries_.size());
}

int BflServer::polls() const {
  const Lock lock(mutex_);
  std::size_t count = 0;
  for (const auto& entry : entries_) count += entry->record.polls_ms.size();
  return static_cast<int>(count);
}

int BflServer::downloads() const {
  const Lock lock(mutex_);
  int count = 0;
  for (const auto& entry : entries_) count += entry->record.downloads;
  return count;
}

int BflServer::accepted() const {
  const Lock lock(mutex_);
  return static_cast<int>(by_id_.size());
}

std::vector<std::string> BflServer::keys_missing() const {
  const Lock lock(mutex_);
  return keys_missing_;
}

std::vector<std::string> BflServer::keys_astray() const {
  const Lock lock(mutex_);
  return keys_astray_;
}

}  // namespace fluxweir::e2e
