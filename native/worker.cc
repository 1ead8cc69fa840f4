#include "worker.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway_source.h"
#include "in_flight.h"
#include "session_options.h"

namespace fluxweir::native {
namespace {

constexpr Millis kSweep{250};  // how late a connection's deadline may be noticed

}  // namespace

void Host::close() const {
  network.close();
  renderer.close();
  inspector.close();
  sqlite.close();
}

Worker::Worker(Host& host, MachineSource machines)
    : host_(host),
      machines_(std::move(machines)),
      session_(machines_.session ? machines_.session : std::make_shared<const SessionOptions>()),
      upstream_(loop_, host.network) {}
Worker::~Worker() = default;

// What is kept is bounded by itself and not in flight.
std::int64_t Worker::bytes_in_flight() const {
  const auto kept = static_cast<std::int64_t>(host_.blobs.kept_bytes());
  return std::max<std::int64_t>(InFlight::bytes() - kept, 0);
}

Load Worker::load() const {
  return {static_cast<std::int64_t>(host_.runs.running()), bytes_in_flight(),
          host_.renderer.oldest_wait(read_mono()), is_draining()};
}

void Worker::replace(MachineSource next) {
  inherit(next, machines_);
  if (next.session) session_ = next.session;
  machines_ = std::move(next);
}

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

bool Worker::is_idle() const {
  if (drivers_.size() > (sweep_ ? 1 : 0)) return false;
  return std::none_of(connections_.begin(), connections_.end(),
                      [](const auto& entry) { return entry.second->is_working(); });
}

}  // namespace fluxweir::native
