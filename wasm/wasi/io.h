// Handles, streams, waiting, clocks, chance and the environment of a WASI 0.2 host. One thread, and
// nothing blocks but `wait`.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/units.h"
#include "http/message.h"
#include "imports.h"

namespace fluxweir::wasi {

// A handle of ours. What was made from it must be dropped first; members are, in reverse order.
template <void (*Drop)(Handle)>
class Owned {
 public:
  Owned() = default;
  explicit Owned(Handle handle) : handle_(handle) {}
  Owned(Owned&& other) noexcept : handle_(other.release()) {}
  Owned& operator=(Owned&& other) noexcept {
    reset();
    handle_ = other.release();
    return *this;
  }
  ~Owned() { reset(); }

  explicit operator bool() const { return handle_ != kNone; }
  Handle get() const { return handle_; }
  Handle release() { return std::exchange(handle_, kNone); }
  void reset() {
    if (handle_ != kNone) Drop(release());
  }

 private:
  static constexpr Handle kNone = -1;
  Handle handle_ = kNone;
};

using Pollable = Owned<drop_pollable>;
using Fields = Owned<drop_fields>;

// The cases of the variant `method` in their order; the next one is any other method.
inline constexpr std::array<std::string_view, 9> kMethods = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

// Returns when one of them is ready; the list must not be empty.
void wait(const std::vector<Pollable>& pollables);

// A body that comes in.
class InputBody {
 public:
  enum class State : std::uint8_t { Open, Ended, Failed };
  InputBody() = default;
  // Takes over an incoming-body.
  explicit InputBody(Handle body);
  InputBody(InputBody&&) = default;
  InputBody& operator=(InputBody&& other) noexcept {
    stream_.reset();  // before what it was made from
    body_ = std::move(other.body_);
    stream_ = std::move(other.stream_);
    state_ = other.state_;
    return *this;
  }

  // What is there, at most 64 KiB; empty when that is nothing, now or any more.
  std::string read();
  State state() const { return state_; }
  Pollable subscribe() const { return Pollable(input_subscribe(stream_.get())); }

 private:
  Owned<drop_in_body> body_;
  Owned<drop_input> stream_;
  State state_ = State::Ended;
};

// A body that goes out.
class OutputBody {
 public:
  OutputBody() = default;
  // Takes over an outgoing-body.
  explicit OutputBody(Handle body);
  OutputBody(OutputBody&&) = default;
  OutputBody& operator=(OutputBody&& other) noexcept {
    stream_.reset();  // before what it was made from
    body_ = std::move(other.body_);
    stream_ = std::move(other.stream_);
    return *this;
  }

  // How many bytes may be written; nothing when the other side is gone.
  std::optional<std::uint64_t> room() const;
  bool write(std::string_view bytes);
  // Has what was written leave.
  void flush();
  // The body is whole. One that is dropped before is cut short.
  void finish();
  Pollable subscribe() const { return Pollable(output_subscribe(stream_.get())); }

 private:
  Owned<drop_out_body> body_;
  Owned<drop_output> stream_;
};

// Headers that the host keeps for itself (host, connection) are left out.
Fields make_fields(const Headers& headers);
// Takes over a fields handle.
Headers read_fields(Handle fields);

Now read_clocks();
Pollable subscribe_at(Instant when);
Entropy read_entropy();
std::map<std::string, std::string, std::less<>> read_environment();
// One line on the error stream.
void log(std::string line);

}  // namespace fluxweir::wasi
