#include "exchange/rows.h"

#include <utility>

#include "storage/run_row.h"
#include "storage/statements.h"

namespace fluxweir {
namespace {

// Its parameters one after the other: a list of variants is much code.
class Params {
 public:
  explicit Params(std::string_view name) { made_.name = name; }
  Params& text(std::string_view value) {
    made_.params.emplace_back(std::string(value));
    return *this;
  }
  Params& whole(std::int64_t value) {
    made_.params.emplace_back(value);
    return *this;
  }
  Statement take() { return std::move(made_); }

 private:
  Statement made_;
};

}  // namespace

Outcome stored_form(const Outcome& outcome, bool keep_prompts) {
  Outcome row = outcome;
  if (!keep_prompts || row.sync_mode) forget_words(row);
  return row;
}

Statement insert_row(const Outcome& row, UnixMillis expires, Now now) {
  Params params(kRunInsert);
  params.text(row.run).text(row.owner).text(state_name(row.state)).text(row.model);
  params.text(row.client_ref).whole(now.wall.count).whole(now.wall.count).whole(expires.count);
  return params.text(write_outcome(row)).take();
}

Statement update_row(const Outcome& row, Now now) {
  Params params(kRunUpdate);
  params.text(state_name(row.state)).whole(now.wall.count).text(write_outcome(row));
  return params.text(row.run).take();
}

Statement delete_row(const std::string& run) { return Params(kRunDelete).text(run).take(); }

Statement ledger_line(const Outcome& outcome, Now now) {
  Params params(kLedgerInsert);
  params.text(outcome.run).text(outcome.owner).text(outcome.model).text(outcome.offer);
  params.text(state_name(outcome.state)).whole(static_cast<std::int64_t>(outcome.seeds.size()));
  params.whole(static_cast<std::int64_t>(outcome.pictures.size())).whole(outcome.list.count);
  return params.whole(outcome.cost.count).whole(outcome.waste.count).whole(now.wall.count).take();
}

}  // namespace fluxweir
