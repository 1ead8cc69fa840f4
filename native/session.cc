#include "session.h"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "body_intake.h"
#include "caller.h"
#include "flow_gauge.h"
#include "in_flight.h"
#include "metering/metrics.h"
#include "outbox.h"
#include "response_head.h"
#include "session_options.h"

namespace fluxweir::native {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t kSmallRead = 4 * 1024;   // between requests: connections are many
constexpr std::size_t kLargeRead = 64 * 1024;  // while a body comes in
constexpr std::size_t kReadAhead = 16 * 1024;  // of requests that wait for their turn
constexpr std::size_t kGatherBuffers = 16;
// Of an answer, in the kernel beyond what is under way: more would hide how slowly a client reads,
// and outlive the connection.
constexpr int kUnsentBytes = 128 * 1024;
constexpr Millis kBodyWindow{5'000};  // in which a body must keep up its rate

// Cuts `buffers` to `most` bytes in all and returns how many of them are left.
std::size_t limit_buffers(std::span<iovec> buffers, std::size_t most) {
  std::size_t count = 0;
  for (; count < buffers.size() && most > 0; ++count) {
    buffers[count].iov_len = std::min(buffers[count].iov_len, most);
    most -= buffers[count].iov_len;
  }
  return count;
}

class Session final : public Connection,
                      public ResponseSink,
                      public std::enable_shared_from_this<Session> {
 public:
  Session(Worker& worker, int fd, bool loopback, Peers::Place place)
      : worker_(worker),
        options_(worker.session_options()),
        socket_(worker.loop().context(), asio::generic::stream_protocol(AF_INET, IPPROTO_TCP), fd),
        loopback_(loopback),
        place_(std::move(place)),
        read_by_(read_mono() + options_->idle) {
    reader_.emplace(options_->reader);
    set_option(TCP_NODELAY, 1);
    set_option(TCP_NOTSENT_LOWAT, kUnsentBytes);
    // What the kernel still has when we are done with it.
    set_option(TCP_USER_TIMEOUT, static_cast<int>(options_->write.count));
  }

  void start() { read(); }

  void check_deadline(Instant now) override;
  bool is_working() const override { return driver_ || !outbox_.is_empty() || lingering_; }

  void respond_head(RespondHead head) override;
  void respond_chunk(HeldBody parts) override;
  void respond_end(bool close) override;
  void flush() override { write(); }
  void machine_ended() override;

 private:
  std::string_view rest() const { return std::string_view(in_).substr(in_at_); }
  bool is_answering() const { return reader_->state() == RequestReader::State::Done; }

  void read();
  void on_read(const error_code& error, std::size_t bytes);
  void on_input_end();
  void advance();
  bool step();
  void begin_exchange();
  void pass_body();
  void end_body();
  void set_read_deadline(RequestReader::State before);

  void set_option(int name, int value);
  void write();
  std::size_t room_to_send();
  void wait_to_write();
  void on_answered();
  void refuse(Refusal refusal);
  void report(const Refusal& refusal);
  void linger();
  void close();
  void abort();
  void let_go();

  Worker& worker_;
  std::shared_ptr<const SessionOptions> options_;
  asio::generic::stream_protocol::socket socket_;
  const bool loopback_;
  Peers::Place place_;

  std::optional<RequestReader> reader_;  // never empty
  BodyIntake intake_;
  std::string in_;  // what came and is not yet read, from in_at_ on
  std::size_t in_at_ = 0;
  std::vector<char> buffer_;
  bool reading_ = false;  // a read is under way
  bool advancing_ = false;
  bool head_timed_ = false;  // the deadline for this head is set
  bool input_ended_ = false;
  Instant read_by_;  // 0: no deadline
  FlowGauge body_gauge_;
  InFlight::Share share_;      // of what this request brings, pictures apart
  std::int64_t reserved_ = 0;  // what it has said that it will
  std::int64_t seen_ = 0;      // what the core holds of it

  std::shared_ptr<Driver> driver_;
  Outbox outbox_;
  Framing framing_ = Framing::Length;
  bool head_only_ = false;
  bool http10_ = false;
  bool head_written_ = false;
  bool answered_ = false;  // the whole answer is in the outbox
  bool dropped_ = false;   // there will be none: the core wants the connection to end
  bool close_after_ = false;
  bool writing_ = false;  // waits until the socket takes more
  FlowGauge write_gauge_;
  bool lingering_ = false;
  bool closed_ = false;
};

// ---- In

void Session::read() {
  if (reading_ || closed_ || input_ended_) return;
  if (is_answering() && !lingering_ && rest().size() >= kReadAhead) return;
  const bool large = lingering_ || reader_->state() == RequestReader::State::Body;
  const std::size_t size = large ? kLargeRead : kSmallRead;
  if (buffer_.size() != size) std::vector<char>(size).swap(buffer_);
  reading_ = true;
  socket_.async_read_some(asio::buffer(buffer_),
                          [self = shared_from_this()](const error_code& error, std::size_t bytes) {
                            self->reading_ = false;
                            if (!self->closed_) self->on_read(error, bytes);
                          });
}

void Session::on_read(const error_code& error, std::size_t bytes) {
  if (error == asio::error::eof) return on_input_end();
  if (error) return close();
  if (lingering_) return read();
  if (body_gauge_.is_running()) body_gauge_.add(static_cast<std::int64_t>(bytes), read_mono());
  in_.append(buffer_.data(), bytes);
  advance();
}

// The client sends no more. It may still read: what it has asked for is answered.
void Session::on_input_end() {
  input_ended_ = true;
  if (lingering_) return close();
  if (!is_answering()) return advance();
  close_after_ = close_after_ || rest().empty();
  write();
}

void Session::advance() {
  if (advancing_ || closed_ || lingering_) return;
  advancing_ = true;
  while (!closed_ && !lingering_ && step()) {
  }
  advancing_ = false;
  if (closed_) return;
  in_.erase(0, in_at_);
  in_at_ = 0;
  if (in_.empty() && in_.capacity() > kReadAhead) in_.shrink_to_fit();
  // The rest of this request will not come.
  const bool cut = input_ended_ && !answered_ && !is_answering();
  write();
  if (cut) return close();
  if (!closed_) read();
}

// Reads on in what has come; false when there is nothing to do before more comes or the answer is
// out.
bool Session::step() {
  using State = RequestReader::State;
  const State before = reader_->state();
  if (before == State::Done || before == State::Refused || answered_) return false;
  const std::size_t used = reader_->take(rest());
  in_at_ += used;
  const State after = reader_->state();
  set_read_deadline(before);
  if (after == State::Refused) {
    refuse(reader_->refusal());
    return false;
  }
  if (before == State::Head && after != State::Head) begin_exchange();
  if (after != State::Head) pass_body();
  if (after == State::Done) {
    end_body();
    return false;
  }
  return used > 0;
}

void Session::set_read_deadline(RequestReader::State before) {
  using State = RequestReader::State;
  const State after = reader_->state();
  if (after == State::Done) {
    read_by_ = {};
    body_gauge_.stop();
  } else if (after == State::Body) {
    if (before != State::Head) return;
    const Instant now = read_mono();
    read_by_ = now + options_->body;
    body_gauge_.start(now);
  } else if (reader_->has_begun()) {
    if (!head_timed_) read_by_ = read_mono() + options_->head;
    head_timed_ = true;
  }
}

void Session::begin_exchange() {
  RequestStart& start = reader_->start();
  head_only_ = start.head.method == "HEAD";
  http10_ = start.http10;
  close_after_ = close_after_ || !start.keep_alive || worker_.is_draining();
  intake_ = BodyIntake(find_header(start.head.headers, "content-type").value_or(""));
  // The room for a declared body is taken before it comes, so that many can't overrun it together.
  reserved_ =
      to_integer(find_header(start.head.headers, "content-length").value_or("")).value_or(0);
  ClientHead head{std::move(start.head), {}, worker_.load()};
  share_.set(reserved_);
  head.head.peer_is_loopback = loopback_;
  head.caller = take_caller(head.head.headers);
  driver_ = worker_.open_exchange(this);
  driver_->feed(std::move(head));
  if (start.has_body && start.expects_continue && !head_written_ && rest().empty()) {
    outbox_.append("HTTP/1.1 100 Continue\r\n\r\n");
    write();
  }
}

void Session::pass_body() {
  std::string bytes = reader_->take_body();
  if (bytes.empty() || answered_) return;
  std::string seen = intake_.take(std::move(bytes));
  seen_ += static_cast<std::int64_t>(seen.size());
  share_.set(std::max(reserved_, seen_ + static_cast<std::int64_t>(intake_.held())));
  // The core has judged a declared length; of any other the host finds out as it comes.
  if (reserved_ == 0 && worker_.bytes_in_flight() > options_->bytes_in_flight)
    return refuse({503, "there is no memory for this body: try again"});
  if (!seen.empty() && driver_) driver_->feed(ClientChunk{std::move(seen)});
}

void Session::end_body() {
  if (!driver_) return;
  ClientEnd end;
  std::string seen;
  const std::vector<TakenMedia> media = intake_.finish(seen);
  seen_ += static_cast<std::int64_t>(seen.size());
  share_.set(seen_);
  if (!seen.empty()) driver_->feed(ClientChunk{std::move(seen)});
  for (const TakenMedia& taken : media) {
    if (driver_) driver_->hold(taken.blob);
    end.media.push_back({{taken.blob->handle, taken.blob->bytes.size(), BlobRef::As::Raw},
                         sniff(taken.blob->bytes),
                         taken.whole});
  }
  end.load = worker_.load();
  if (driver_) driver_->feed(std::move(end));
}

// ---- Out

void Session::respond_head(RespondHead head) {
  if (head_written_ || closed_) return;
  head_written_ = true;
  framing_ = choose_framing(head, http10_);
  if (framing_ == Framing::UntilClose || !is_answering()) close_after_ = true;
  if (worker_.is_draining() || (input_ended_ && rest().empty())) close_after_ = true;
  const std::string_view connection = close_after_ ? "close" : http10_ ? "keep-alive" : "";
  outbox_.append(format_head(head, framing_, connection, worker_.now().wall));
}

void Session::respond_chunk(HeldBody parts) {
  if (!head_written_ || answered_ || head_only_ || framing_ == Framing::None) return;
  std::size_t length = 0;
  for (const HeldPart& part : parts) length += part_length(part);
  if (length == 0) return;
  if (framing_ == Framing::Chunked) {
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", length);
    outbox_.append(std::string(size));
  }
  for (HeldPart& part : parts) outbox_.append_part(std::move(part));
  if (framing_ == Framing::Chunked) outbox_.append("\r\n");
}

void Session::respond_end(bool close) {
  if (!head_written_ && close) dropped_ = true;
  if (!head_written_ || answered_) return;
  answered_ = true;
  if (close) close_after_ = true;
  if (framing_ == Framing::Chunked && !head_only_) outbox_.append("0\r\n\r\n");
}

void Session::machine_ended() {
  if (answered_ || closed_) return;
  driver_.reset();
  if (head_written_ || dropped_) return close();
  outbox_.append(format_refusal(500, "the request was not answered", worker_.now().wall));
  head_written_ = answered_ = close_after_ = true;
  write();
}

void Session::set_option(int name, int value) {
  ::setsockopt(socket_.native_handle(), IPPROTO_TCP, name, &value, sizeof value);
}

// Bytes until the kernel holds as many unsent ones as it may.
std::size_t Session::room_to_send() {
  int unsent = 0;
  ::ioctl(socket_.native_handle(), SIOCOUTQNSD, &unsent);
  return static_cast<std::size_t>(std::max(kUnsentBytes - unsent, 0));
}

void Session::write() {
  std::size_t room = kUnsentBytes;  // a connection's first bytes, or the kernel has asked for more
  while (!writing_ && !closed_ && !outbox_.is_empty()) {
    std::array<iovec, kGatherBuffers> buffers;
    msghdr message{};
    message.msg_iov = buffers.data();
    message.msg_iovlen = limit_buffers({buffers.data(), outbox_.gather(buffers)}, room);
    const ssize_t sent =
        room == 0 ? -1 : ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      outbox_.consume(static_cast<std::size_t>(sent));
      if (write_gauge_.is_running()) write_gauge_.add(sent, read_mono());
      if (!outbox_.is_empty()) room = room_to_send();
    } else if (room == 0 || errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!write_gauge_.is_running()) write_gauge_.start(read_mono());
      wait_to_write();
    } else if (errno != EINTR) {
      return close();
    }
  }
  if (outbox_.is_empty()) write_gauge_.stop();
  if (closed_ || writing_ || !outbox_.is_empty() || advancing_) return;
  if (answered_) return on_answered();
  // An answer that has begun and stands still is not kept for a client that may be gone.
  if (head_written_ && input_ended_) close();
}

void Session::wait_to_write() {
  writing_ = true;
  socket_.async_wait(asio::socket_base::wait_write,
                     [self = shared_from_this()](const error_code& error) {
                       self->writing_ = false;
                       if (self->closed_) return;
                       if (error) return self->close();
                       self->write();
                     });
}

// The answer is out: on to the next request, or away.
void Session::on_answered() {
  const bool whole = is_answering();
  let_go();
  if (close_after_ || !whole || (input_ended_ && rest().empty())) return linger();
  if (options_ == worker_.session_options()) {
    reader_->reset();
  } else {
    options_ = worker_.session_options();
    reader_.emplace(options_->reader);
  }
  head_written_ = answered_ = false;
  head_timed_ = false;
  read_by_ = read_mono() + options_->idle;
  if (rest().empty()) return read();
  worker_.loop().post([self = shared_from_this()] { self->advance(); });
}

// The core never saw this request whole: its line and count are written here.
void Session::report(const Refusal& refusal) {
  const std::string status = std::to_string(refusal.status);
  Host& host = worker_.host();
  host.log.write(R"({"ts":")" + iso_time(worker_.now().wall.count) +
                 R"(","level":"info","msg":"refused","status":)" + status + "}");
  host.metrics.add({kMetricRequests,
                    Sample::Kind::Count,
                    {{"dialect", "none"}, {"route", "none"}, {"status", status}},
                    1});
}

void Session::refuse(Refusal refusal) {
  report(refusal);
  let_go();
  if (head_written_) return close();
  const int retry_after_s = refusal.status == 503 ? 1 : 0;
  outbox_.append(
      format_refusal(refusal.status, refusal.message, worker_.now().wall, retry_after_s));
  head_written_ = answered_ = close_after_ = true;
}

// ---- The end

// Parts with the machine. It goes on by itself; it is told when the client did not stay.
void Session::let_go() {
  share_.set(0);
  reserved_ = seen_ = 0;
  if (!driver_) return;
  const auto driver = std::exchange(driver_, nullptr);
  driver->leave_sink();
  if (!answered_ || !is_answering()) driver->feed(ClientGone{});
}

// A client that is still sending would lose the answer to a reset: what comes is read and dropped.
void Session::linger() {
  if (closed_) return;
  if (input_ended_) return close();
  ::shutdown(socket_.native_handle(), SHUT_WR);
  lingering_ = true;
  read_by_ = read_mono() + options_->linger;
  in_.clear();
  in_at_ = 0;
  read();
}

void Session::close() {
  if (closed_) return;
  const auto self = shared_from_this();
  closed_ = true;
  let_go();
  error_code ignored;
  socket_.close(ignored);
  place_ = {};
  worker_.remove(*this);
}

// Without waiting for the client to take what the kernel still holds for it.
void Session::abort() {
  const struct linger hard = {1, 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close();
}

void Session::check_deadline(Instant now) {
  if (closed_) return;
  if (write_gauge_.is_too_slow(now, options_->write, options_->write_rate)) return abort();
  const bool slow = body_gauge_.is_too_slow(now, kBodyWindow, options_->body_rate);
  if (!slow && (read_by_.micros == 0 || now < read_by_)) return;
  if (lingering_ || answered_ || !reader_->has_begun()) return close();
  refuse({408, "the request took too long to arrive"});
  write();
}

}  // namespace

void open_session(Worker& worker, int fd, bool peer_is_loopback, Peers::Place place) {
  auto session = std::make_shared<Session>(worker, fd, peer_is_loopback, std::move(place));
  worker.add(session);
  session->start();
}

}  // namespace fluxweir::native
