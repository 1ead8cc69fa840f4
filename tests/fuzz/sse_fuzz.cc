// Server-sent events: any cut gives the same events, and what is written is read again.
#include "http/sse.h"

#include <algorithm>

#include "support.h"

using namespace fluxweir;
using namespace fluxweir::fuzz;

namespace {

struct Read {
  std::vector<SseEvent> events;
  bool whole = true;
};

Read read(std::string_view bytes, std::size_t limit, Cuts* cuts) {
  SseReader reader(limit);
  Read read;
  while (!bytes.empty() && read.whole) {
    const std::size_t piece = std::min(cuts ? cuts->next() : bytes.size(), bytes.size());
    read.whole = reader.feed(bytes.substr(0, piece), read.events);
    bytes.remove_prefix(piece);
  }
  return read;
}

// As the format can say it: line ends become LF.
std::string normal(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(data, size);
  Cuts cuts(choices.byte());
  const std::size_t limit = choices.byte() % 2 == 0 ? 1 << 20 : 48;
  const std::string_view bytes = choices.rest();

  const Read whole = read(bytes, limit, nullptr);
  const Read cut = read(bytes, limit, &cuts);
  law(whole.whole == cut.whole, "no cut changes whether an event is too long");
  law(whole.events == cut.events, "no cut changes an event");

  std::string last;
  for (const SseEvent& event : whole.events) {
    law(event.name.find_first_of("\r\n") == std::string::npos, "a name is one line");
    law(event.data.size() <= limit, "no event is longer than allowed");
    law(event.id.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
        "an id is one line");
    const Read again = read(write_sse(event.name, event.data, event.id), 1 << 22, nullptr);
    law(again.events.size() == 1 && again.events[0] == event, "what is written is read again");
  }
  const Read written = read(write_sse("", bytes), 1 << 22, nullptr);
  law(written.events.size() == 1 && written.events[0].data == normal(bytes),
      "any data can be written");
  law(read(write_sse_comment(bytes), 1 << 22, nullptr).events.empty(), "a comment means nothing");
  return 0;
}
