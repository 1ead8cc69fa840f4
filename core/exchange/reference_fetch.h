// Gets the picture that a caller has pointed to: one of our own by its signed address, any other
// from the network, one address after the other, each judged whole, at most so many, within so
// long. Whatever goes wrong, the caller is told the same, or it could find out what answers behind
// the gateway.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "exchange/media_link.h"
#include "exchange/outbox.h"
#include "http/url.h"
#include "image/request.h"

namespace fluxweir {

inline constexpr int kMostRedirects = 3;
inline constexpr int kMostReferenceFetches = 1 + kMostRedirects;

class ReferenceFetch {
 public:
  enum class State : std::uint8_t { Fetching, Done, Failed };

  // `reference` has a url. `policy` outlives this. What begins with `own_media` is a picture of our
  // own, and needs no network; empty: none does.
  ReferenceFetch(const UrlPolicy& policy, std::string own_media, Reference reference)
      : policy_(policy), reference_(std::move(reference)), own_(std::move(own_media)) {}

  void start(Outbox& out, Now now);
  // Inputs of others are ignored; a Tick ends it when its time is up.
  void handle(const Input& input, Outbox& out, Now now);

  State state() const { return state_; }
  Instant deadline() const { return deadline_; }
  const Reference& reference() const { return reference_; }  // Done: with its blob, without its url
  // Failed: what the caller is told, and a word for the operator's log.
  Error error() const;
  const std::string& reason() const { return reason_; }

 private:
  void fetch(const Url& url, Outbox& out, Now now);
  void on_head(const UpstreamHead& head, Outbox& out, Now now);
  void on_end(const UpstreamEnd& end);
  void open_own(Outbox& out, Now now);
  void take(const std::optional<BlobRef>& blob, const Sniffed& picture);
  void fail_with(std::string reason);

  const UrlPolicy& policy_;
  Reference reference_;
  std::string own_;
  std::optional<MediaLink> link_;
  State state_ = State::Fetching;
  OpId op_;
  Url at_;
  int redirects_ = 0;
  Instant deadline_;
  std::string reason_;
};

}  // namespace fluxweir
