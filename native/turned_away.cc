#include "turned_away.h"

#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

namespace fluxweir::native {
namespace {

constexpr std::size_t kMost = 256;
constexpr Millis kStay{500};

}  // namespace

TurnedAway::~TurnedAway() {
  while (!waiting_.empty()) close_oldest();
}

void TurnedAway::add(int fd, std::string_view answer) {
  // A new connection's buffer takes a short answer whole; if not, its client is the one who loses.
  [[maybe_unused]] const ssize_t sent =
      ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  ::shutdown(fd, SHUT_WR);
  if (waiting_.size() >= kMost) close_oldest();
  waiting_.push_back({fd, read_mono() + kStay});
  if (timed_) return;
  timed_ = true;
  loop_.at(waiting_.front().until, [this] { close_due(); });
}

// What has come is taken off first: closing over unread bytes resets, and the answer would be lost.
void TurnedAway::close_oldest() {
  char dropped[4096];
  const int fd = waiting_.front().fd;
  for (int i = 0; i < 16 && ::recv(fd, dropped, sizeof dropped, MSG_DONTWAIT) > 0; ++i) {
  }
  ::close(fd);
  waiting_.pop_front();
}

void TurnedAway::close_due() {
  timed_ = false;
  const Instant now = read_mono();
  while (!waiting_.empty() && waiting_.front().until <= now) close_oldest();
  if (waiting_.empty()) return;
  timed_ = true;
  loop_.at(waiting_.front().until, [this] { close_due(); });
}

}  // namespace fluxweir::native
