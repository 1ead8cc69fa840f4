// One call to a provider through the host's outgoing-handler. What is called, how long it may take
// and what becomes of a failure the core decides; here it is only carried out and told.
#pragma once

#include <optional>
#include <vector>

#include "exchange/events.h"
#include "sender.h"

namespace fluxweir::wasi {

class UpstreamCall {
 public:
  // `secret` is what `fetch` names as its credential; empty when there is none.
  UpstreamCall(Fetch fetch, const std::string& secret, const Scratch& scratch, Instant now);

  // What happened next; nothing before it is waited for again. After UpstreamEnd or UpstreamLost
  // the call is over.
  std::optional<Input> next(Scratch& scratch, Instant now);
  bool is_over() const { return over_; }

  // When it has taken too long.
  Instant due() const { return due_; }
  void subscribe(std::vector<Pollable>& pollables) const;

 private:
  void send(const std::string& secret, const Scratch& scratch);
  std::optional<Input> receive_head();
  std::optional<Input> receive_body(Scratch& scratch);
  Input end(Scratch& scratch);
  Input lose(UpstreamLost::Sent sent, std::string reason);

  Fetch fetch_;
  Instant due_;
  std::optional<UpstreamLost> lost_;  // before it was sent
  Owned<drop_future> future_;
  Sender body_;
  Owned<drop_reply> reply_;
  InputBody answer_;
  bool answered_ = false;
  BlobPtr kept_;
  std::uint64_t size_ = 0;
  bool over_ = false;
};

}  // namespace fluxweir::wasi
