#include "http/sse.h"

#include <utility>

namespace fluxweir {
namespace {

constexpr std::string_view kLineEnds = "\r\n";

void put_field(std::string_view name, std::string_view value, std::string& out) {
  out += name;
  out += ": ";
  for (const char c : value) {
    if (kLineEnds.find(c) == std::string_view::npos) out.push_back(c);
  }
  out.push_back('\n');
}

}  // namespace

bool SseReader::feed(std::string_view chunk, std::vector<SseEvent>& out) {
  while (!chunk.empty() && !broken_) {
    // CR LF is one line end, also when a chunk ends between the two.
    if (after_return_ && chunk.front() == '\n') chunk.remove_prefix(1);
    after_return_ = false;
    const std::size_t end = chunk.find_first_of(kLineEnds);
    if (!add(chunk.substr(0, end)) || end == std::string_view::npos) break;
    after_return_ = chunk[end] == '\r';
    chunk.remove_prefix(end + 1);
    end_line(out);
  }
  return !broken_;
}

bool SseReader::add(std::string_view bytes) {
  broken_ = bytes.size() > limit_ - line_.size() ||
            line_.size() + bytes.size() + event_.data.size() > limit_;
  if (!broken_) line_ += bytes;
  return !broken_;
}

void SseReader::end_line(std::vector<SseEvent>& out) {
  const std::string line = std::exchange(line_, {});
  std::string_view rest = line;
  if (std::exchange(first_line_, false) && rest.substr(0, 3) == "\xef\xbb\xbf") {
    rest.remove_prefix(3);
  }
  if (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    std::string_view value;
    if (colon != std::string_view::npos) value = rest.substr(colon + 1);
    if (value.substr(0, 1) == " ") value.remove_prefix(1);
    field(rest.substr(0, colon), value);
    return;
  }
  // An empty line ends an event; one without data is none.
  if (std::exchange(has_data_, false)) {
    event_.data.pop_back();
    out.push_back(event_);
  }
  event_.name.clear();
  event_.data.clear();
}

void SseReader::field(std::string_view name, std::string_view value) {
  if (name == "data") {
    event_.data += value;
    event_.data.push_back('\n');
    has_data_ = true;
  } else if (name == "event") {
    event_.name = value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = value;
  }
}

std::string write_sse(std::string_view name, std::string_view data, std::string_view id) {
  std::string out;
  if (!name.empty()) put_field("event", name, out);
  if (!id.empty()) put_field("id", id, out);
  for (;;) {
    const std::size_t end = data.find_first_of(kLineEnds);
    put_field("data", data.substr(0, end), out);
    if (end == std::string_view::npos) break;
    data.remove_prefix(data.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
  }
  out.push_back('\n');
  return out;
}

std::string write_sse_comment(std::string_view text) {
  std::string out;
  put_field("", text, out);
  out.push_back('\n');
  return out;
}

}  // namespace fluxweir
