#include "upstream.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "clock.h"
#include "http/address.h"
#include "http/url.h"
#include "secrets.h"
#include "transfer.h"

namespace fluxweir::native {
namespace {

constexpr std::size_t kIdleHandles = 32;
constexpr int kEventsPerTurn = 64;

std::string origin_of(const Url& url) {
  return url.scheme + "://" + url.host + ":" + std::to_string(url.port);
}

}  // namespace

// One multi handle and its sockets.
class Upstream::Pool {
 public:
  explicit Pool(Loop& loop);
  ~Pool();

  void start(Errand errand);
  bool stop(const CancelFlag& flag);

 private:
  // libcurl drops and adds its socket anew for each transfer. It stays registered; `wanted` says
  // whether anybody listens.
  struct Socket {
    std::uint32_t events = 0;
    bool wanted = false;
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long millis, void* self);
  static int on_close(void* self, curl_socket_t fd);

  void listen(int fd, std::uint32_t events);
  void on_ready();
  void act(int fd, int what);
  void kick();
  void collect();
  void retire(CURL* easy);

  Loop& loop_;
  CURLM* multi_;
  int epoll_;
  std::unordered_map<int, Socket> sockets_;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_;
  std::vector<CURL*> idle_;
  Loop::TimerId timer_ = 0;
  Instant rings_;
  bool kicked_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

Upstream::Pool::Pool(Loop& loop)
    : loop_(loop), multi_(curl_multi_init()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  loop_.watch(epoll_, [this] { on_ready(); });
}

Upstream::Pool::~Pool() {
  *alive_ = false;
  loop_.cancel(timer_);
  loop_.unwatch(epoll_);
  for (const auto& [easy, transfer] : transfers_) {
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
  }
  for (CURL* easy : idle_) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi_);
  ::close(epoll_);
}

void Upstream::Pool::start(Errand errand) {
  CURL* easy = idle_.empty() ? curl_easy_init() : idle_.back();
  if (easy == nullptr)
    return errand.sink(UpstreamLost{errand.order.op, UpstreamLost::Sent::No, "busy"});
  if (!idle_.empty()) idle_.pop_back();
  auto transfer = std::make_unique<Transfer>(easy, std::move(errand));
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  transfers_.emplace(easy, std::move(transfer));
  curl_multi_add_handle(multi_, easy);
  kick();
}

bool Upstream::Pool::stop(const CancelFlag& flag) {
  for (const auto& [easy, transfer] : transfers_) {
    if (transfer->flag() != flag) continue;
    retire(easy);
    return true;
  }
  return false;
}

void Upstream::Pool::retire(CURL* easy) {
  curl_multi_remove_handle(multi_, easy);
  transfers_.erase(easy);
  if (idle_.size() >= kIdleHandles) return curl_easy_cleanup(easy);
  curl_easy_reset(easy);
  idle_.push_back(easy);
}

int Upstream::Pool::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  Pool& pool = *static_cast<Pool*>(self);
  if (what == CURL_POLL_REMOVE) {
    const auto found = pool.sockets_.find(fd);
    if (found != pool.sockets_.end()) found->second.wanted = false;
    return 0;
  }
  const bool in = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool out = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  pool.listen(fd, (in ? std::uint32_t{EPOLLIN} : 0u) | (out ? std::uint32_t{EPOLLOUT} : 0u));
  return 0;
}

void Upstream::Pool::listen(int fd, std::uint32_t events) {
  Socket& socket = sockets_[fd];
  socket.wanted = true;
  if (socket.events == events) return;
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(epoll_, socket.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
  socket.events = events;
}

int Upstream::Pool::on_close(void* self, curl_socket_t fd) {
  static_cast<Pool*>(self)->sockets_.erase(fd);
  return ::close(fd);
}

// Armed anew only for an earlier time: to call libcurl too early is harmless.
int Upstream::Pool::on_timer(CURLM*, long millis, void* self) {
  Pool& pool = *static_cast<Pool*>(self);
  if (millis < 0) return 0;
  // At once is the loop's next turn: no timer has to be set and ring for it.
  if (millis == 0) {
    pool.kick();
    return 0;
  }
  const Instant at = read_mono() + Millis{millis};
  if (pool.timer_ != 0 && pool.rings_ <= at) return 0;
  pool.loop_.cancel(pool.timer_);
  pool.rings_ = at;
  pool.timer_ = pool.loop_.at(at, [&pool] {
    pool.timer_ = 0;
    pool.act(CURL_SOCKET_TIMEOUT, 0);
    pool.collect();
  });
  return 0;
}

// New transfers begin in the loop's next turn, all of one turn together.
void Upstream::Pool::kick() {
  if (std::exchange(kicked_, true)) return;
  loop_.post([this, alive = alive_] {
    if (!*alive) return;
    kicked_ = false;
    act(CURL_SOCKET_TIMEOUT, 0);
    collect();
  });
}

void Upstream::Pool::act(int fd, int what) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, what, &running);
}

void Upstream::Pool::on_ready() {
  epoll_event events[kEventsPerTurn];
  const int count = epoll_wait(epoll_, events, kEventsPerTurn, 0);
  for (int i = 0; i < count; ++i) {
    const int fd = events[i].data.fd;
    const auto found = sockets_.find(fd);
    if (found == sockets_.end()) continue;
    if (!found->second.wanted) {
      epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
      sockets_.erase(found);
      continue;
    }
    const std::uint32_t ready = events[i].events;
    act(fd, ((ready & EPOLLIN) ? CURL_CSELECT_IN : 0) |
                ((ready & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
                ((ready & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0));
  }
  collect();
}

void Upstream::Pool::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode result = message->data.result;
    const auto found = transfers_.find(easy);
    if (found == transfers_.end()) continue;
    found->second->end(result);
    retire(easy);
  }
}

Upstream::Upstream(Loop& loop, Network& network)
    : loop_(loop),
      network_(network),
      providers_(std::make_unique<Pool>(loop)),
      others_(std::make_unique<Pool>(loop)) {}

Upstream::~Upstream() { *alive_ = false; }

void Upstream::start(FetchOrder order, FetchSink sink,
                     const std::shared_ptr<const UpstreamOptions>& options) {
  const Credential& credential = order.call.credential;
  const Result<Url> url = read_url(order.call.url);
  const std::string origin = url ? origin_of(*url) : std::string();
  const bool provider =
      options && options->is_provider && options->is_provider(origin, credential.name);
  if (!options || origin.empty() || (!provider && !credential.name.empty())) {
    return sink(UpstreamLost{order.op, UpstreamLost::Sent::No, "refused_by_guard"});
  }
  if (!credential.name.empty() && !find_secret(credential)) {
    return sink(UpstreamLost{order.op, UpstreamLost::Sent::No, "connect"});
  }
  // What was judged is what libcurl gets to read.
  order.call.url = url->text();
  if (provider) return providers_->start({std::move(order), std::move(sink), options, {}, {}});
  resolve(std::move(order), std::move(sink), options, *url);
}

// Judges every address of the host before there is a connection. What has been asked and cancelled
// meanwhile is forgotten.
void Upstream::resolve(FetchOrder order, FetchSink sink,
                       std::shared_ptr<const UpstreamOptions> options, const Url& url) {
  const std::string authority = url.host + ":" + std::to_string(url.port);
  const bool allowed = options->is_allowed && options->is_allowed(authority);
  const auto wanted = std::make_shared<Errand>(
      Errand{std::move(order), std::move(sink), std::move(options), Guard{allowed, &network_}, {}});
  if (url.host.front() == '[' || parse_ipv4(url.host)) return others_->start(std::move(*wanted));
  const Instant asked = read_mono();
  network_.resolve(url.host, [this, wanted, authority, asked, &loop = loop_,
                              alive = alive_](std::vector<SocketAddress> found) {
    loop.post([this, wanted, authority, asked, alive, found = std::move(found)] {
      if (!*alive || wanted->order.cancelled->load()) return;
      const OpId op = wanted->order.op;
      for (const SocketAddress& address : found) {
        if (!wanted->guard->lets(address.base(), *wanted->options)) continue;
        wanted->addresses += (wanted->addresses.empty() ? "+" + authority + ":" : ",") +
                             address_text(address.base());
      }
      Millis& left = wanted->order.call.timeout;
      left = {std::max<std::int64_t>(1, left.count - (read_mono() - asked).count)};
      if (!wanted->addresses.empty()) return others_->start(std::move(*wanted));
      wanted->sink(
          UpstreamLost{op, UpstreamLost::Sent::No, found.empty() ? "connect" : "refused_by_guard"});
    });
  });
}

void Upstream::stop(const CancelFlag& flag) {
  if (!providers_->stop(flag)) others_->stop(flag);
}

std::string origin_of(const std::string& url) {
  const Result<Url> read = read_url(url);
  return read ? origin_of(*read) : std::string();
}

}  // namespace fluxweir::native
