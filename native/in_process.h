// A gateway without a network: requests go straight into the core, on a loop of its own. For the
// commands that make pictures or show models without a server.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "gateway.h"
#include "host_parts.h"

namespace fluxweir::native {

struct LocalAnswer {
  int status = 0;
  Headers headers;
  std::string body;
};

class InProcess {
 public:
  explicit InProcess(const std::shared_ptr<const Gateway>& gateway);
  ~InProcess();
  InProcess(const InProcess&) = delete;
  InProcess& operator=(const InProcess&) = delete;

  // Waits for the answer; `meanwhile` is called about ten times a second until it is there.
  LocalAnswer call(const RequestHead& head, const std::string& body,
                   const std::function<void()>& meanwhile = {});

 private:
  HostParts parts_;
  Worker worker_;
  std::thread thread_;
};

}  // namespace fluxweir::native
