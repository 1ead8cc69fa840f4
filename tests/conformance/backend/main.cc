// The scripted BFL servers of the tests as a program, for runners in other languages. Two of them,
// "first" and "second", a server with pictures for callers to point at, and a control route:
//   PUT /scripts  {"first": {"always": {...}, "next": [...], "when": {"text": {...}}}, ...}
//                 takes the scripts and the record of before away
//   GET /calls    what has come since, in order
// The addresses go to stdout as one line of JSON; it ends when its stdin does.
#include <cstdio>
#include <iostream>
#include <mutex>

#include "e2e/bfl_pictures.h"
#include "e2e/bfl_server.h"
#include "read_script.h"

namespace fluxweir::e2e {
namespace {

using nlohmann::json;

constexpr const char* kKey = "conformance-key";

WireReply reply(int status, const std::string& type, std::string body,
                const HeaderLines& headers = {}) {
  WireReply made = make_reply(status, type, std::move(body), headers);
  made.head += "\r\n";
  return made;
}

std::string dump(const json& tree) {
  return tree.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Everything that came to any of the servers.
class Record {
 public:
  void add(const std::string& server, const WireRequest& request) {
    json headers = json::object();
    for (const auto& [name, value] : request.headers) headers[name] = value;
    const std::lock_guard<std::mutex> lock(mutex_);
    calls_.push_back({{"server", server},
                      {"method", request.method},
                      {"target", request.target},
                      {"headers", headers},
                      {"body", request.body}});
  }
  void clear() {
    const std::lock_guard<std::mutex> lock(mutex_);
    calls_ = json::array();
  }
  std::string text() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return dump(calls_);
  }

 private:
  mutable std::mutex mutex_;
  json calls_ = json::array();
};

// /640x480.jpg, /640x480.png, /page, /to?URL, anything else is not there.
WireReply serve_file(const WireRequest& request) {
  const std::string& target = request.target;
  int width = 0;
  int height = 0;
  char format[5] = "";
  if (std::sscanf(target.c_str(), "/%dx%d.%4s", &width, &height, format) == 3 && width > 0 &&
      width <= 4096 && height > 0 && height <= 4096) {
    const bool png = std::string(format) == "png";
    return reply(200, png ? "image/png" : "image/jpeg",
                 *picture(width, height, png ? "png" : "jpeg", 3));
  }
  if (target == "/page") return reply(200, "image/jpeg", "<html>not a picture</html>");
  if (target.rfind("/to?", 0) == 0)
    return reply(302, "text/plain", "", {{"Location", target.substr(4)}});
  return reply(404, "text/plain", "not here");
}

class Stage {
 public:
  Stage()
      : files_([](const WireRequest&) { return std::nullopt; },
               [this](const WireRequest& request) {
                 record_.add("files", request);
                 return serve_file(request);
               }),
        control_([](const WireRequest&) { return std::nullopt; },
                 [this](const WireRequest& request) { return obey(request); }) {
    first_.tell([this](const WireRequest& request) { record_.add("first", request); });
    second_.tell([this](const WireRequest& request) { record_.add("second", request); });
  }

  json addresses() const {
    const auto at = [](const WireServer& server) {
      return "http://127.0.0.1:" + std::to_string(server.port());
    };
    return {{"control", at(control_)}, {"first", first_.origin()},  {"second", second_.origin()},
            {"files", at(files_)},     {"closed", closed_origin()}, {"key", kKey}};
  }

 private:
  WireReply obey(const WireRequest& request) {
    if (request.target == "/calls") return reply(200, "application/json", record_.text());
    const json scripts = json::parse(request.body, nullptr, false);
    if (request.target != "/scripts" || !scripts.is_object())
      return reply(400, "text/plain", "PUT /scripts with an object, or GET /calls");
    std::string wrong;
    record_.clear();
    for (BflServer* server : {&first_, &second_}) server->forget_scripts();
    for (const auto& [name, plan] : scripts.items()) {
      if (name != "first" && name != "second") wrong += name + " is no server; ";
      direct(name == "second" ? second_ : first_, plan, wrong);
    }
    return reply(wrong.empty() ? 200 : 400, "text/plain", wrong);
  }

  static void direct(BflServer& server, const json& plan, std::string& wrong) {
    for (const auto& [which, scripts] : plan.items()) {
      if (which == "always") {
        server.always(read_script(scripts, wrong));
      } else if (which == "next") {
        for (const json& script : scripts) server.next(read_script(script, wrong));
      } else if (which == "when") {
        for (const auto& [part, script] : scripts.items())
          server.when(part, read_script(script, wrong));
      } else {
        wrong += which + " is none of always, next, when; ";
      }
    }
  }

  Record record_;
  BflServer first_{kKey};
  BflServer second_{kKey};
  WireServer files_;
  WireServer control_;
};

}  // namespace
}  // namespace fluxweir::e2e

int main() {
  const fluxweir::e2e::Stage stage;
  std::cout << stage.addresses().dump() << std::endl;
  while (std::cin.get() != std::istream::traits_type::eof()) {
  }
  return 0;
}
