// One thread of the host: its loop, its machines, its connections. What all threads share is in
// Host.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "blobs.h"
#include "clock.h"
#include "driver.h"
#include "fetching.h"
#include "loop.h"
#include "machines.h"
#include "renderer.h"
#include "report.h"
#include "runs.h"
#include "sign.h"
#include "sql/sqlite.h"
#include "upstream.h"

namespace fluxweir::native {

// All of it usable from any thread.
struct Host {
  Blobs& blobs;
  Runs& runs;
  Sqlite& sqlite;
  Signer& signer;
  Log& log;
  Metrics& metrics;
  Renderer& renderer;
  Network& network;
  Pins pins;
};

// A connection as its worker sees it.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void check_deadline(Instant now) = 0;
  virtual void drain() = 0;  // close when the request in work, if any, is answered
};

class Worker {
 public:
  Worker(Host& host, MachineSource machines);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  Loop& loop() { return loop_; }
  Host& host() { return host_; }
  Upstream& upstream() { return upstream_; }
  Now now() const { return read_now(host_.pins); }

  // On its own thread, each:
  std::shared_ptr<Driver> open_exchange(ResponseSink* sink);
  // `blobs` are what the spec refers to.
  void start_run(RunSpec spec, std::vector<BlobPtr> blobs);
  void start_sweep();
  void driver_ended(Driver& driver);

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);
  void drain();
  bool is_draining() const { return draining_; }
  std::size_t connections() const { return connections_.size(); }
  bool is_idle() const { return connections_.empty() && drivers_.size() == (sweep_ ? 1 : 0); }

 private:
  std::shared_ptr<Driver> adopt(MachinePtr machine, ResponseSink* sink, std::string run = {});
  void sweep_deadlines();

  Loop loop_;
  Host& host_;
  MachineSource machines_;
  Upstream upstream_;
  std::unordered_map<Driver*, std::shared_ptr<Driver>> drivers_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::shared_ptr<Driver> sweep_;  // keeps nobody from stopping
  bool draining_ = false;
  bool sweeping_ = false;
};

}  // namespace fluxweir::native
