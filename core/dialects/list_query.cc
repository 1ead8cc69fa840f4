// Source of the names: provider-apis 1.5, read 2026-11-25. The grammar of `q` is not published;
// what is read here is our own: field:value, several joined by a comma or " and ".
#include "dialects/list_query.h"

#include <algorithm>

#include "base/text.h"

namespace fluxweir {
namespace {

constexpr std::int64_t kMostRuns = 500;
constexpr std::size_t kLongestId = 64;

Error wrong(std::string_view message) { return make_error(ErrorCode::InvalidRequest, message); }

// Sets a filter by its name; what is wrong with it, if anything.
std::optional<Error> set_filter(std::string_view name, std::string value, ListRuns& out) {
  if (name == "client_ref") {
    out.client_ref = std::move(value);
  } else if (name == "model_id" || name == "model") {
    out.model = std::move(value);
  } else if (name == "status_code") {
    if (!find_state(value)) {
      return wrong(
          "status_code must be queued, running, succeeded, partial_succeeded, failed or "
          "canceled");
    }
    out.state = std::move(value);
  } else {
    return wrong("q filters by client_ref, status_code and model_id: write q=status_code:failed");
  }
  return std::nullopt;
}

std::optional<Error> read_filters(std::string_view text, ListRuns& out) {
  while (!text.empty()) {
    const std::size_t end = std::min({text.find(','), text.find(" and "), text.size()});
    const std::string_view term = trim(text.substr(0, end));
    text = text.substr(end);
    text.remove_prefix(text.empty() ? 0 : (text.front() == ',' ? 1 : 5));
    const std::size_t colon = std::min(term.find(':'), term.size());
    const std::string_view value = trim(term.substr(std::min(colon + 1, term.size())));
    if (value.empty()) return wrong("q must be field:value: write q=status_code:failed");
    if (auto error = set_filter(trim(term.substr(0, colon)), std::string(value), out)) return error;
  }
  return std::nullopt;
}

std::optional<Error> read_cursor(std::string text, ListRuns& out) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  const auto cursor = text.size() > 2 * kLongestId ? std::nullopt : from_base64(text);
  const bool shaped = cursor && cursor->size() > 2 && (*cursor)[1] == ':' &&
                      ((*cursor)[0] == 'n' || (*cursor)[0] == 'p');
  const auto is_of_id = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
  };
  if (!shaped || !std::all_of(cursor->begin() + 2, cursor->end(), is_of_id)) {
    return wrong("pq must be a next_pq or prev_pq of an earlier answer");
  }
  out.backwards = (*cursor)[0] == 'p';
  out.cursor = cursor->substr(2);
  return std::nullopt;
}

}  // namespace

Result<ListRuns> read_list(const RequestHead& head) {
  ListRuns list;
  if (const auto text = find_query(head.query, "limit")) {
    const auto limit = to_integer(*text);
    if (!limit || *limit < 1 || *limit > kMostRuns) return fail(wrong("limit must be 1..500"));
    list.limit = *limit;
  }
  if (const auto text = find_query(head.query, "sort_by"); text && *text != "created_at:desc") {
    return fail(wrong("sort_by must be created_at:desc"));
  }
  if (const auto text = find_query(head.query, "pq"); text && !text->empty()) {
    if (auto error = read_cursor(*text, list)) return fail(std::move(*error));
  }
  // A cursor knows its direction; a client that says it again says the same.
  if (const auto text = find_query(head.query, "from_prev"); text && !list.cursor.empty()) {
    list.backwards = list.backwards || *text == "true" || *text == "1";
  }
  if (const auto text = find_query(head.query, "q")) {
    std::string filters = *text;
    std::replace(filters.begin(), filters.end(), '+', ' ');
    if (auto error = read_filters(filters, list)) return fail(std::move(*error));
  }
  for (const std::string_view name : {"client_ref", "status_code", "model"}) {
    auto text = find_query(head.query, name);
    if (!text || text->empty()) continue;
    if (auto error = set_filter(name, std::move(*text), list)) return fail(std::move(*error));
  }
  return list;
}

std::string page_cursor(std::string_view id, bool backwards) {
  return to_base64url((backwards ? "p:" : "n:") + std::string(id));
}

}  // namespace fluxweir
