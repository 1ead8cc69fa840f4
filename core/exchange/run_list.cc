#include "exchange/run_list.h"

#include <algorithm>

#include "dialects/list_query.h"
#include "dialects/run_object.h"
#include "exchange/judging.h"
#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

constexpr const char* kPastAll = "z";  // ids are hex digits and dashes: above all of them

}  // namespace

Statement list_statement(const Context& context, const ListRuns& list, const std::string& owner) {
  const Model* model = context.catalog.find(list.model);
  const std::string name = model != nullptr ? model->id : list.model;
  return {list.backwards ? kRunNewer : kRunOlder,
          {owner, list.cursor.empty() ? kPastAll : list.cursor, list.state, list.state, name, name,
           list.client_ref, list.client_ref, list.limit + 1}};
}

Result<Answer> show_run_list(const Context& context, const ListRuns& list,
                             const std::vector<std::vector<SqlValue>>& rows,
                             const std::string& base_url, Now now) {
  std::vector<Outcome> runs;
  for (const auto& row : rows) {
    const auto* text = row.empty() ? nullptr : std::get_if<std::string>(&row.front());
    Result<Outcome> outcome = read_outcome(text ? *text : std::string());
    if (!outcome) return fail(std::move(outcome.error()));
    give_up_pending(*outcome, context.settings.judge, now);
    runs.push_back(std::move(*outcome));
  }
  const bool more = static_cast<std::int64_t>(runs.size()) > list.limit;
  if (more) runs.pop_back();
  if (list.backwards) std::reverse(runs.begin(), runs.end());
  // Where the cursor came from there is a page, or was one.
  const bool has_older = list.backwards || more;
  const bool has_newer = list.backwards ? more : !list.cursor.empty();

  BodyWriter out;
  // The reply's key for the rows is not published (provider-apis 1.5); `data` is what both OpenAI's
  // lists and our own use.
  out.json.begin_object().key("data").begin_array();
  const Presentation how{MediaStyle::Url, ReceiptDetail::Changed, true, base_url};
  for (const Outcome& run : runs) write_run(out, run, how);
  out.json.end_array();
  const auto cursor = [&](std::string_view key, bool there, bool backwards) {
    out.json.key(key);
    if (!there || runs.empty()) {
      out.json.null();
      return;
    }
    out.json.string(page_cursor(backwards ? runs.front().run : runs.back().run, backwards));
  };
  cursor("next_pq", has_older, false);
  cursor("prev_pq", has_newer, true);
  out.json.end_object();
  Answer answer{200, json_headers(), out.take()};
  add_header(answer.headers, "cache-control", "no-store");
  return answer;
}

}  // namespace fluxweir
