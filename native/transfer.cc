#include "transfer.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"
#include "secrets.h"

namespace fluxweir::native {
namespace {

constexpr long kConnectMillis = 5'000;
constexpr long kJsonBuffer = 16 * 1024;
constexpr long kPictureBuffer = 512 * 1024;
constexpr std::int64_t kRoomAtOnce = 16 << 20;  // made on the word of a Content-Length
constexpr long kLeastSpeed = 1024;              // bytes a second, over kSlowSeconds
constexpr long kSlowSeconds = 5;
// Shorter than the keep-alive of common servers (5 s), so that a pooled connection is seldom dying.
constexpr long kIdleSeconds = 4;

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  curl_easy_setopt(easy, option, value);
}

// An error page or a JSON answer, rather than a picture, whatever that calls itself.
bool is_text(std::string_view content_type) {
  const std::string type = to_lower(content_type.substr(0, content_type.find(';')));
  return type.rfind("text/", 0) == 0 || type.find("json") != std::string::npos;
}

}  // namespace

Transfer::Transfer(CURL* easy, Errand errand)
    : easy_(easy),
      order_(std::move(errand.order)),
      sink_(std::move(errand.sink)),
      options_(std::move(errand.options)),
      guard_(errand.guard),
      most_(options_->max_body) {
  head_.op = order_.op;
  if (order_.max_bytes > 0) most_ = std::min(most_, order_.max_bytes);
  std::optional<Header> secret;
  if (!order_.call.credential.name.empty()) secret = find_secret(order_.call.credential);
  set_request(secret);
  set_answer();
  if (guard_) set_guard(errand.addresses);
}

Transfer::~Transfer() {
  curl_slist_free_all(fields_);
  curl_slist_free_all(addresses_);
}

// The body always goes through the read callback: libcurl would send one given as text again, by
// itself, when a pooled connection dies after the request has left.
void Transfer::set_request(const std::optional<Header>& secret) {
  const Call& call = order_.call;
  set(easy_, CURLOPT_URL, call.url.c_str());
  set(easy_, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  std::uint64_t length = 0;
  for (HeldPart& part : order_.body) {
    length += part_length(part);
    body_.append_part(std::move(part));
  }
  if (length > 0 || call.method == "POST") {
    set(easy_, CURLOPT_POST, 1L);
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(length));
    set(easy_, CURLOPT_READFUNCTION, &on_read);
    set(easy_, CURLOPT_READDATA, this);
    set(easy_, CURLOPT_SEEKFUNCTION, &on_seek);
    set(easy_, CURLOPT_SEEKDATA, this);
  } else if (call.method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
  }
  const auto add = [this](const std::string& line) {
    fields_ = curl_slist_append(fields_, line.c_str());
  };
  add("Expect:");
  bool has_type = false;
  for (const Header& header : call.headers) {
    has_type = has_type || equals_ignoring_case(header.name, "content-type");
    add(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  if (!has_type) add("Content-Type:");
  if (secret) add(secret->name + ": " + secret->value);
  set(easy_, CURLOPT_HTTPHEADER, fields_);
}

void Transfer::set_answer() {
  set(easy_, CURLOPT_PRIVATE, this);
  set(easy_, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy_, CURLOPT_HEADERDATA, this);
  set(easy_, CURLOPT_WRITEFUNCTION, &on_bytes);
  set(easy_, CURLOPT_WRITEDATA, this);
  set(easy_, CURLOPT_BUFFERSIZE,
      order_.keep == Fetch::Keep::Nothing ? kJsonBuffer : kPictureBuffer);
  set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(order_.call.timeout.count));
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
  set(easy_, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy_, CURLOPT_HTTP09_ALLOWED, 0L);
  set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy_, CURLOPT_PROXY, "");
  set(easy_, CURLOPT_USERAGENT, "fluxweir");
  set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy_, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(most_));
}

// Addresses that were judged are the only ones that libcurl learns of. A server that drips is not
// waited for.
void Transfer::set_guard(const std::string& addresses) {
  if (!addresses.empty()) addresses_ = curl_slist_append(nullptr, addresses.c_str());
  set(easy_, CURLOPT_RESOLVE, addresses_);
  set(easy_, CURLOPT_OPENSOCKETFUNCTION, &on_open);
  set(easy_, CURLOPT_OPENSOCKETDATA, this);
  set(easy_, CURLOPT_LOW_SPEED_LIMIT, kLeastSpeed);
  set(easy_, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
}

std::size_t Transfer::on_read(char* to, std::size_t size, std::size_t count, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  iovec front{};
  if (transfer.body_.gather({&front, 1}) == 0) return 0;
  const std::size_t bytes = std::min(size * count, front.iov_len);
  std::memcpy(to, front.iov_base, bytes);
  transfer.body_.consume(bytes);
  transfer.body_begun_ = true;
  return bytes;
}

// What has been read may have been sent, and is never sent twice.
int Transfer::on_seek(void* self, curl_off_t offset, int) {
  const bool fresh = !static_cast<Transfer*>(self)->body_begun_;
  return fresh && offset == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

curl_socket_t Transfer::on_open(void* self, curlsocktype, curl_sockaddr* address) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  if (!transfer.guard_->lets(address->addr, *transfer.options_)) {
    transfer.refused_ = true;
    return CURL_SOCKET_BAD;
  }
  // libcurl has room for any address behind the one it shows.
  char* const bytes = reinterpret_cast<char*>(address) + offsetof(curl_sockaddr, addr);
  SocketAddress to;
  to.length = std::min<socklen_t>(address->addrlen, sizeof to.storage);
  std::memcpy(&to.storage, bytes, to.length);
  const int fd = transfer.guard_->network->open(to, address->socktype, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  address->family = to.base().sa_family;
  address->addrlen = to.length;
  std::memcpy(bytes, &to.storage, to.length);
  return fd;
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  static_cast<Transfer*>(self)->take_header({bytes, size * count});
  return size * count;
}

void Transfer::take_header(std::string_view line) {
  line = trim(line);
  if (line.empty()) {
    if (head_.status >= 200) tell_head();
    return;
  }
  if (head_told_) return;  // a trailer
  if (line.substr(0, 5) == "HTTP/") {
    head_.headers.clear();
    const std::size_t space = std::min(line.find(' '), line.size() - 1);
    head_.status = static_cast<int>(to_integer(line.substr(space + 1, 3)).value_or(0));
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  head_.headers.push_back(
      {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
}

void Transfer::tell_head() {
  if (std::exchange(head_told_, true)) return;
  content_type_ = std::string(find_header(head_.headers, "content-type").value_or(""));
  const bool fine = head_.status >= 200 && head_.status < 300;
  keeps_ = fine && (order_.keep == Fetch::Keep::Everything ||
                    (order_.keep == Fetch::Keep::Picture && !is_text(content_type_)));
  const auto length = to_integer(find_header(head_.headers, "content-length").value_or(""));
  if (keeps_ && length && *length > 0 && *length <= kRoomAtOnce)
    picture_.reserve(static_cast<std::size_t>(*length));
  if (keeps_) share_.set(static_cast<std::int64_t>(picture_.capacity()));
  sink_(head_);
}

std::size_t Transfer::on_bytes(char* bytes, std::size_t size, std::size_t count, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  const std::size_t length = size * count;
  transfer.received_ += length;
  if (transfer.received_ > transfer.most_) {
    transfer.too_large_ = true;
    return 0;
  }
  if (transfer.keeps_) {
    transfer.picture_.append(bytes, length);
    transfer.walk_.append({bytes, length});
    transfer.share_.set(static_cast<std::int64_t>(transfer.picture_.capacity()));
  } else {
    transfer.sink_(UpstreamChunk{transfer.order_.op, std::string(bytes, length)});
  }
  return length;
}

void Transfer::end(CURLcode result) {
  if (order_.cancelled->load()) return;
  if (result != CURLE_OK) return sink_(lost(result));
  tell_head();
  FetchEnd end;
  share_.set(0);
  if (keeps_) end = {Blobs::make(std::move(picture_), std::move(content_type_)), walk_.facts()};
  sink_(std::move(end));
}

UpstreamLost Transfer::lost(CURLcode result) const {
  curl_off_t began = 0;  // when the request could begin to leave; 0: it never could
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &began);
  UpstreamLost lost{order_.op, began == 0 ? UpstreamLost::Sent::No : UpstreamLost::Sent::Maybe, ""};
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      lost.reason = "timeout";
      break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      lost.reason = "tls";
      break;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      lost.reason = refused_ ? "refused_by_guard" : "connect";
      break;
    case CURLE_FILESIZE_EXCEEDED:
      lost.reason = "too_large";
      break;
    default:
      lost.reason = too_large_ ? "too_large" : "reset";
  }
  return lost;
}

}  // namespace fluxweir::native
