// One HTTP call by libcurl: its options, its request body from texts and blobs, its answer.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <string>

#include "fetching.h"
#include "image/walk.h"
#include "in_flight.h"
#include "outbox.h"
#include "upstream.h"

namespace fluxweir::native {

// How connections outside the providers are made.
struct Guard {
  bool allowed = false;  // the operator has named this host and port
  Network* network = nullptr;
  bool lets(const sockaddr& address, const UpstreamOptions& options) const {
    return allowed || (options.may_connect && options.may_connect(address));
  }
};

// All that a transfer needs.
struct Errand {
  FetchOrder order;
  FetchSink sink;
  std::shared_ptr<const UpstreamOptions> options;
  std::optional<Guard> guard;  // nothing: a provider's own server
  std::string addresses;       // in the form of CURLOPT_RESOLVE; empty: libcurl looks for itself
};

class Transfer {
 public:
  // `easy` is the transfer's until it ends.
  Transfer(CURL* easy, Errand errand);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* easy() const { return easy_; }
  const CancelFlag& flag() const { return order_.cancelled; }
  // Tells the end: the whole answer, or why there is none.
  void end(CURLcode result);

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address);

  void set_request(const std::optional<Header>& secret);
  void set_answer();
  void set_guard(const std::string& addresses);
  void take_header(std::string_view line);
  void tell_head();
  UpstreamLost lost(CURLcode result) const;

  CURL* easy_;
  FetchOrder order_;
  FetchSink sink_;
  std::shared_ptr<const UpstreamOptions> options_;
  std::optional<Guard> guard_;
  std::uint64_t most_;  // bytes of the answer's body
  curl_slist* fields_ = nullptr;
  curl_slist* addresses_ = nullptr;
  Outbox body_;
  bool body_begun_ = false;
  UpstreamHead head_;
  bool head_told_ = false;
  bool keeps_ = false;  // the answer is a picture to keep
  std::string picture_;
  PictureWalk walk_;       // over it, as it comes
  InFlight::Share share_;  // of its room
  std::string content_type_;
  std::uint64_t received_ = 0;
  bool too_large_ = false;
  bool refused_ = false;
};

}  // namespace fluxweir::native
