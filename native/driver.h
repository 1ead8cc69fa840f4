// Drives one machine: handle, drain, perform. Holds the scratch blobs that the machine may name.
// Belongs to one loop; answers from other threads come back through it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetching.h"
#include "loop.h"
#include "machines.h"
#include "runs.h"

namespace fluxweir::native {

class Worker;

// Where a client's answer goes; a run has none.
class ResponseSink {
 public:
  virtual void respond_head(RespondHead head) = 0;
  virtual void respond_chunk(HeldBody parts) = 0;
  virtual void respond_end(bool close) = 0;
  virtual void flush() = 0;          // nothing more comes for now
  virtual void machine_ended() = 0;  // nothing more comes at all

 protected:
  ~ResponseSink() = default;
};

class Driver final : public RunWatcher, public std::enable_shared_from_this<Driver> {
 public:
  // `run` is the id of the run it drives, empty for other machines.
  Driver(Worker& worker, MachinePtr machine, std::shared_ptr<const UpstreamOptions> upstream,
         ResponseSink* sink, std::string run = {});
  ~Driver() override;

  void feed(Input input);
  void leave_sink() { sink_ = nullptr; }  // the client is gone or answered
  void hold(BlobPtr blob);
  void on_news(std::shared_ptr<const RunNews> news) override;
  void on_nudge(const Nudge& nudge) override { feed(Nudged{nudge}); }

 private:
  void drain();
  void perform(Fetch&& fetch);
  void perform(Cancel&& cancel);
  void perform(RespondHead&& head);
  void perform(RespondChunk&& chunk);
  void perform(RespondEnd&& end);
  void perform(Query&& query);
  void perform(Blob&& blob);
  void perform(Sign&& sign);
  void perform(Inspect&& inspect);
  void perform(Seal&& seal);
  void perform(Start&& start);
  void perform(Watch&& watch);
  void perform(Nudge&& nudge);
  void perform(Report&& report);
  void perform(Wait&& wait);
  void perform(Finished&& finished);

  HeldBody look_up(Body&& body);
  BlobPtr find(const std::string& handle) const;
  BlobRef refer(const BlobPtr& blob);
  void on_fetch(OpId op, FetchEvent event);
  void arm();

  Worker& worker_;
  MachinePtr machine_;
  std::shared_ptr<const UpstreamOptions> upstream_;  // what it may call
  ResponseSink* sink_;
  std::string run_;
  std::deque<Input> inputs_;
  bool busy_ = false;
  bool waiting_ = false;  // the last action was Wait
  bool finished_ = false;
  bool cut_short_ = false;  // a part of the answer could not be found
  std::map<std::string, BlobPtr> held_;
  std::map<OpId, CancelFlag> fetches_;  // that have not ended
  std::optional<Instant> until_;
  Loop::TimerId timer_ = 0;
  Instant armed_;
};

}  // namespace fluxweir::native
