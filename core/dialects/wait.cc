#include "dialects/wait.h"

#include <algorithm>

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kBareSeconds = 60;
constexpr std::int64_t kMostSeconds = 3600;

// Takes what stands before the next `separator` off `list`, without the space around it. A
// separator within quotes is none.
std::string_view take_item(std::string_view& list, char separator) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < list.size() && (quoted || list[at] != separator); ++at) {
    if (list[at] == '"') quoted = !quoted;
    if (list[at] == '\\' && quoted && at + 1 < list.size()) ++at;
  }
  const std::string_view item = trim(list.substr(0, at));
  list = at < list.size() ? list.substr(at + 1) : std::string_view{};
  return item;
}

std::string_view unquoted(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == '"' && word.back() == '"';
  return quoted ? word.substr(1, word.size() - 2) : word;
}

struct Preferences {
  std::optional<std::int64_t> wait;  // seconds
  std::string wait_text;
  bool async = false;
};

// Of a preference that comes twice the first counts.
void read_preference(std::string_view item, Preferences& out) {
  std::string_view rest = take_item(item, ';');  // its parameters mean nothing to us
  const std::string_view name = take_item(rest, '=');
  const std::string_view value = unquoted(trim(rest));
  if (equals_ignoring_case(name, "respond-async")) out.async = true;
  if (!equals_ignoring_case(name, "wait") || out.wait) return;
  const auto seconds =
      value.empty() ? std::optional<std::int64_t>(kBareSeconds) : to_integer(value);
  if (!seconds || *seconds < 0) return;
  out.wait = std::min(*seconds, kMostSeconds);
  out.wait_text = value.empty() ? "wait" : "wait=" + whole_text(*out.wait);
}

AskedWait read_prefer(const Headers& headers) {
  Preferences found;
  for (const Header& header : headers) {
    if (!equals_ignoring_case(header.name, "prefer")) continue;
    std::string_view list = header.value;
    while (!list.empty()) read_preference(take_item(list, ','), found);
  }
  AskedWait asked;
  if (found.async) {
    asked.time = Millis{0};
    asked.preferred = "respond-async";
  }
  // Both together: wait that long, then answer with the run as it is.
  if (found.wait) {
    asked.time = Millis{*found.wait * 1000};
    asked.preferred += (found.async ? ", " : "") + found.wait_text;
  }
  return asked;
}

// The text after `wait=`, nothing when the query has no `wait`. Bare it is "60".
std::optional<std::string> find_wait(std::string_view query) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query = query.substr(std::min(query.size(), pair.size() + 1));
    if (pair == "wait") return whole_text(kBareSeconds);
    if (pair.substr(0, 5) == "wait=") return std::string(pair.substr(5));
  }
  return std::nullopt;
}

}  // namespace

Result<AskedWait> read_wait(const RequestHead& head) {
  const auto text = find_wait(head.query);
  if (!text) return read_prefer(head.headers);
  const auto seconds = to_integer(*text);
  if (seconds && *seconds >= 0 && *seconds <= kMostSeconds) {
    return AskedWait{Millis{*seconds * 1000}, {}};
  }
  return fail(make_error(
      ErrorCode::InvalidRequest,
      "wait must be a whole number of seconds, 0..3600: write ?wait=30, or ?wait for 60"));
}

}  // namespace fluxweir
