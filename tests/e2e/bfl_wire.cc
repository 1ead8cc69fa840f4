#include "e2e/bfl_wire.h"

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <charconv>
#include <chrono>
#include <thread>

namespace fluxweir::e2e {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kMaxHead = 64 * 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::size_t to_number(std::string_view text, int base) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

WireRequest parse_head(std::string_view text) {
  WireRequest request;
  const std::string_view first = text.substr(0, text.find("\r\n"));
  const std::size_t space = first.find(' ');
  const std::size_t end = first.rfind(' ');
  if (space == std::string_view::npos || end <= space) return request;
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, end - space - 1);
  for (std::size_t at = first.size() + 2; at < text.size();) {
    const std::size_t stop = text.find("\r\n", at);
    const std::string_view line = text.substr(at, stop - at);
    at = stop + 2;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers.emplace_back(lower(line.substr(0, colon)),
                                 value == std::string_view::npos ? "" : line.substr(value));
  }
  return request;
}

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const WireServer::OnHead& on_head,
             const WireServer::OnRequest& on_request, std::atomic<int>& open)
      : socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        on_head_(on_head),
        on_request_(on_request),
        open_(open) {}
  ~Connection() { --open_; }

  void read_head() {
    asio::async_read_until(socket_, asio::dynamic_buffer(inbox_, kMaxHead), "\r\n\r\n",
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             if (!error) self->take_head(size);
                           });
  }

 private:
  void take_head(std::size_t size) {
    request_ = parse_head(std::string_view(inbox_).substr(0, size - 2));
    inbox_.erase(0, size);
    if (std::optional<WireReply> reply = on_head_(request_)) return start(std::move(*reply));
    if (lower(request_.header("expect")) == "100-continue") {
      error_code ignored;
      asio::write(socket_, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")),
                  ignored);
    }
    if (lower(request_.header("transfer-encoding")) == "chunked") return read_chunk();
    need(to_number(request_.header("content-length"), 10), [this](std::size_t length) {
      request_.body = inbox_.substr(0, length);
      inbox_.erase(0, length);
      start(on_request_(request_));
    });
  }

  // Calls `then` once `size` bytes are in the inbox.
  template <class F>
  void need(std::size_t size, F then) {
    if (inbox_.size() >= size) return then(size);
    asio::async_read(socket_, asio::dynamic_buffer(inbox_),
                     asio::transfer_exactly(size - inbox_.size()),
                     [self = shared_from_this(), size, then](error_code error, std::size_t) {
                       if (!error) then(size);
                     });
  }

  void read_chunk() {
    asio::async_read_until(socket_, asio::dynamic_buffer(inbox_, 64 << 20), "\r\n",
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             if (!error) self->take_chunk(size);
                           });
  }

  void take_chunk(std::size_t line) {
    const std::size_t length = to_number(std::string_view(inbox_).substr(0, line), 16);
    inbox_.erase(0, line);
    need(length + 2, [this, length](std::size_t size) {
      request_.body.append(inbox_, 0, length);
      inbox_.erase(0, size);
      if (length > 0) return read_chunk();
      start(on_request_(request_));
    });
  }

  void start(WireReply reply) {
    reply_ = std::move(reply);
    if (reply_.delay_ms == 0) return write(0);
    timer_.expires_after(std::chrono::milliseconds(reply_.delay_ms));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->write(0);
    });
  }

  // The head goes with the first piece of the body.
  void write(int piece) {
    const std::size_t from = reply_.body_bytes * static_cast<std::size_t>(piece) /
                             static_cast<std::size_t>(reply_.pieces);
    const std::size_t to = reply_.body_bytes * static_cast<std::size_t>(piece + 1) /
                           static_cast<std::size_t>(reply_.pieces);
    std::array<asio::const_buffer, 2> buffers;
    if (piece == 0) buffers[0] = asio::buffer(reply_.head);
    if (to > from) buffers[1] = asio::buffer(reply_.body->data() + from, to - from);
    asio::async_write(socket_, buffers,
                      [self = shared_from_this(), piece](error_code error, std::size_t) {
                        if (!error) self->wrote(piece);
                      });
  }

  void wrote(int piece) {
    if (piece + 1 == reply_.pieces) return finish();
    timer_.expires_after(std::chrono::milliseconds(reply_.pause_ms));
    timer_.async_wait([self = shared_from_this(), piece](error_code error) {
      if (!error) self->write(piece + 1);
    });
  }

  void finish() {
    if (reply_.sent) reply_.sent();
    error_code ignored;
    switch (reply_.after) {
      case WireReply::After::KeepAlive:
        if (lower(request_.header("connection")) == "close") break;
        return read_head();
      case WireReply::After::Close:
        break;
      case WireReply::After::Reset:
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);
        return;
      case WireReply::After::Stall:
        return drain();
    }
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    drain();
  }

  // Until the client ends the connection.
  void drain() {
    socket_.async_read_some(asio::buffer(scratch_),
                            [self = shared_from_this()](error_code error, std::size_t) {
                              if (!error) self->drain();
                            });
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  const WireServer::OnHead& on_head_;
  const WireServer::OnRequest& on_request_;
  std::atomic<int>& open_;
  std::string inbox_;
  WireRequest request_;
  WireReply reply_;
  std::array<char, 512> scratch_{};
};

// One POST on a connection of its own.
class Post : public std::enable_shared_from_this<Post> {
 public:
  Post(asio::io_context& loop, std::string text, std::function<void(int)> done)
      : socket_(loop), timer_(loop), text_(std::move(text)), done_(std::move(done)) {}

  void start(const tcp::endpoint& to, int after_ms) {
    timer_.expires_after(std::chrono::milliseconds(after_ms));
    timer_.async_wait([self = shared_from_this(), to](error_code) {
      self->socket_.async_connect(to, [self](error_code error) { self->write(error); });
    });
  }

 private:
  void write(error_code failed) {
    if (failed) return done_(0);
    asio::async_write(socket_, asio::buffer(text_),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (error) return self->done_(0);
                        self->read();
                      });
  }

  void read() {
    asio::async_read_until(
        socket_, asio::dynamic_buffer(answer_, kMaxHead), "\r\n\r\n",
        [self = shared_from_this()](error_code error, std::size_t) {
          const bool good = !error && self->answer_.rfind("HTTP/1.1 ", 0) == 0;
          self->done_(good ? static_cast<int>(to_number(self->answer_.substr(9, 3), 10)) : 0);
        });
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  std::string text_;
  std::string answer_;
  std::function<void(int)> done_;
};

}  // namespace

struct WireServer::Parts {
  OnHead on_head;
  OnRequest on_request;
  std::atomic<int> open{0};
  std::atomic<int> max_open{0};
  asio::io_context loop{1};
  tcp::acceptor acceptor{loop};
  std::thread thread;

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        const int now = ++open;
        if (now > max_open) max_open = now;
        std::make_shared<Connection>(std::move(socket), on_head, on_request, open)->read_head();
      }
      accept();
    });
  }
};

WireServer::WireServer(OnHead on_head, OnRequest on_request) : parts_(std::make_unique<Parts>()) {
  parts_->on_head = std::move(on_head);
  parts_->on_request = std::move(on_request);
  const tcp::endpoint here(asio::ip::address_v4::loopback(), 0);
  parts_->acceptor.open(here.protocol());
  parts_->acceptor.set_option(tcp::acceptor::reuse_address(true));
  parts_->acceptor.bind(here);
  parts_->acceptor.listen(4096);
  parts_->accept();
  parts_->thread = std::thread([parts = parts_.get()] { parts->loop.run(); });
}

WireServer::~WireServer() {
  parts_->loop.stop();
  parts_->thread.join();
}

int WireServer::port() const { return parts_->acceptor.local_endpoint().port(); }

int WireServer::max_open_connections() const { return parts_->max_open; }

void WireServer::post(const std::string& url, const std::string& json, int after_ms,
                      std::function<void(int)> done) {
  const std::string rest = url.rfind("http://", 0) == 0 ? url.substr(7) : url;
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string authority = rest.substr(0, slash);
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  const std::string host = authority.substr(0, colon);
  const std::size_t port =
      colon < authority.size() ? to_number(authority.substr(colon + 1), 10) : 80;
  error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return asio::post(parts_->loop, [done] { done(0); });
  std::string text =
      "POST " + rest.substr(slash) + " HTTP/1.1\r\nHost: " + authority +
      "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) +
      "\r\nConnection: close\r\n\r\n" + json;
  std::make_shared<Post>(parts_->loop, std::move(text), std::move(done))
      ->start({address, static_cast<asio::ip::port_type>(port)}, after_ms);
}

std::string closed_origin() {
  // Bound but not listening: nobody else can take the port.
  static asio::io_context context;
  static tcp::acceptor held(context, tcp::v4());
  static const int kPort = [] {
    held.bind({asio::ip::address_v4::loopback(), 0});
    return static_cast<int>(held.local_endpoint().port());
  }();
  return "http://127.0.0.1:" + std::to_string(kPort);
}

}  // namespace fluxweir::e2e
