// One thread of the host: its loop, its machines, its connections. What all threads share is in
// Host.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "blobs.h"
#include "clock.h"
#include "driver.h"
#include "fetching.h"
#include "inspector.h"
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
  Inspector& inspector;
  Network& network;
  Pins pins;
  // Set once the process is to end: no new work is let in, and connections end with their answer.
  std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);

  // Waits for all that would call a loop back from a thread of its own. After the loops have
  // stopped, before they are gone.
  void close() const;
};

// A connection as its worker sees it.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void check_deadline(Instant now) = 0;
  virtual bool is_working() const = 0;  // a request is in work or an answer on its way
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
  Load load() const;
  std::int64_t bytes_in_flight() const;
  const std::shared_ptr<const SessionOptions>& session_options() const { return session_; }

  // On its own thread, each:
  std::shared_ptr<Driver> open_exchange(ResponseSink* sink);
  // `blobs` are what the spec refers to.
  void start_run(RunSpec spec, std::vector<BlobPtr> blobs);
  void start_sweep();
  void driver_ended(Driver& driver);
  // What begins from now on is made by `next`; what runs ends as it began.
  void replace(MachineSource next);

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);
  bool is_draining() const { return host_.ending->load(std::memory_order_relaxed); }
  bool is_idle() const;  // nothing is in work

 private:
  std::shared_ptr<Driver> adopt(MachinePtr machine, ResponseSink* sink, std::string run = {});
  void sweep_deadlines();

  Loop loop_;
  Host& host_;
  MachineSource machines_;
  std::shared_ptr<const SessionOptions> session_;  // never null
  Upstream upstream_;
  std::unordered_map<Driver*, std::shared_ptr<Driver>> drivers_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::shared_ptr<Driver> sweep_;  // keeps nobody from stopping
  bool sweeping_ = false;
};

}  // namespace fluxweir::native
