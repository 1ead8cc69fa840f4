// Server-sent events, read at any chunking and written. Follows the WHATWG HTML Standard 9.2, read
// 2026-11-25.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fluxweir {

struct SseEvent {
  std::string name;  // empty stands for "message"
  std::string data;  // lines joined by LF
  std::string id;    // the latest one the stream has named
  bool operator==(const SseEvent&) const = default;
};

// A stream read from its start. `retry` and comments are passed over; reconnecting is the caller's.
class SseReader {
 public:
  // An event of more bytes than `limit` breaks the stream.
  explicit SseReader(std::size_t limit = 1 << 20) : limit_(limit) {}

  // Appends the events that `chunk` completes. False once an event was too long; nothing more
  // comes.
  bool feed(std::string_view chunk, std::vector<SseEvent>& out);

 private:
  bool add(std::string_view bytes);
  void end_line(std::vector<SseEvent>& out);
  void field(std::string_view name, std::string_view value);

  std::size_t limit_;
  std::string line_;
  bool first_line_ = true;  // a byte order mark may come before it
  bool after_return_ = false;
  bool has_data_ = false;
  bool broken_ = false;
  SseEvent event_;
};

// One event as bytes to send; `name` and `id` may be empty. Line ends of any kind in `data` become
// those of the format; none may be in `name` and `id`, and there they are left out.
std::string write_sse(std::string_view name, std::string_view data, std::string_view id = {});

// A line that keeps a connection awake and means nothing.
std::string write_sse_comment(std::string_view text);

}  // namespace fluxweir
