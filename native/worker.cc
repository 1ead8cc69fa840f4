#include "worker.h"

#include <utility>
#include <vector>

namespace fluxweir::native {
namespace {

constexpr Millis kSweep{250};  // how late a connection's deadline may be noticed

}  // namespace

Worker::Worker(Host& host, MachineSource machines)
    : host_(host), machines_(std::move(machines)), upstream_(loop_, host.network) {}
Worker::~Worker() = default;

std::shared_ptr<Driver> Worker::adopt(MachinePtr machine, ResponseSink* sink, std::string run) {
  auto driver =
      std::make_shared<Driver>(*this, std::move(machine), machines_.upstream, sink, std::move(run));
  drivers_.emplace(driver.get(), driver);
  return driver;
}

std::shared_ptr<Driver> Worker::open_exchange(ResponseSink* sink) {
  return adopt(machines_.open(read_entropy(host_.pins)), sink);
}

// The run begins in the loop's next turn, so that whoever starts it can watch it first.
void Worker::start_run(RunSpec spec, std::vector<BlobPtr> blobs) {
  std::string id = spec.outcome.run;
  auto driver = adopt(machines_.run(std::move(spec)), nullptr, id);
  host_.runs.begin(id, loop_, driver);
  for (BlobPtr& blob : blobs) driver->hold(std::move(blob));
  loop_.post([driver] { driver->feed(Tick{}); });
}

void Worker::start_sweep() {
  if (!machines_.sweep) return;
  sweep_ = adopt(machines_.sweep(), nullptr);
  std::shared_ptr<Driver>(sweep_)->feed(Tick{});
}

void Worker::driver_ended(Driver& driver) {
  if (sweep_.get() == &driver) sweep_.reset();
  drivers_.erase(&driver);
}

void Worker::add(std::shared_ptr<Connection> connection) {
  Connection* key = connection.get();
  connections_.emplace(key, std::move(connection));
  if (!sweeping_) sweep_deadlines();
}

void Worker::remove(Connection& connection) { connections_.erase(&connection); }

void Worker::sweep_deadlines() {
  sweeping_ = !connections_.empty();
  if (!sweeping_) return;
  const Instant now = read_mono();
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->check_deadline(now);
  loop_.at(now + kSweep, [this] { sweep_deadlines(); });
}

void Worker::drain() {
  draining_ = true;
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->drain();
}

}  // namespace fluxweir::native
