// A gateway without a network: requests go straight into the core, on a loop of its own. For the
// commands that make pictures or show models without a server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "gateway.h"
#include "host_parts.h"

namespace fluxweir::native {

struct LocalAnswer {
  int status = 0;
  Headers headers;
  std::string body;
};

// A request of this machine's own, with a JSON body when it has one. `target` may have a query.
RequestHead local_head(std::string method, std::string_view target);
// Where a picture of an answer is fetched: the part of its URL from "/media/" on.
std::string media_target(const std::string& url);

class InProcess {
 public:
  explicit InProcess(const std::shared_ptr<const Gateway>& gateway);
  ~InProcess();
  InProcess(const InProcess&) = delete;
  InProcess& operator=(const InProcess&) = delete;

  // From any thread. Waits for the answer; `meanwhile` is called about ten times a second until it
  // is there.
  LocalAnswer call(const RequestHead& head, const std::string& body,
                   const std::function<void()>& meanwhile = {});

 private:
  HostParts parts_;
  Worker worker_;
  std::thread thread_;
};

}  // namespace fluxweir::native
