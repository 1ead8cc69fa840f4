// One picture of a run: submits it to an offer, reads the answer, checks what came and has it kept.
// Pictures of a run know nothing of each other; RunMachine holds them in a vector and finds them by
// OpId.
#pragma once

#include <optional>
#include <string>

#include "exchange/context.h"
#include "exchange/outbox.h"
#include "providers/codec.h"

namespace fluxweir {

class JobRun {
 public:
  enum class Phase : std::uint8_t { Submitting, Keeping, Delivered, Failed };

  // `spec` and `context` outlive the job.
  JobRun(const Context& context, const RunSpec& spec, Job job)
      : context_(&context), spec_(&spec), job_(std::move(job)) {}

  void start(Outbox& out);
  // True when the input was this job's own.
  bool handle(const Input& input, Outbox& out, UnixMillis wall);

  bool ended() const { return phase_ == Phase::Delivered || phase_ == Phase::Failed; }
  Phase phase() const { return phase_; }
  std::int32_t attempts() const { return attempts_; }
  const Picture& picture() const { return picture_; }  // when Delivered
  const Error& error() const { return error_; }        // when Failed
  std::int32_t index() const { return job_.index; }
  const std::string& offer() const { return spec_->offers[offer_]; }

 private:
  void submit(Outbox& out);
  void read(Outbox& out);
  void collect(const Ready& ready, Outbox& out);
  void lost(const UpstreamLost& input, Outbox& out);
  void fail_with(Error error);

  const Context* context_;
  const RunSpec* spec_;
  Job job_;
  Phase phase_ = Phase::Submitting;
  OpId op_;
  std::size_t offer_ = 0;  // index into spec_->offers
  std::int32_t attempts_ = 0;
  Reply reply_;
  Picture picture_;
  Error error_;
};

}  // namespace fluxweir
