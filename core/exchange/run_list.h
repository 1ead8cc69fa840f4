// A page of the caller's runs: what to ask of the database and what to answer. Runs' ids begin with
// their time, so that a page is a range of ids.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "dialects/dialect.h"
#include "exchange/context.h"
#include "exchange/events.h"

namespace fluxweir {

// One row more than the page holds tells whether there is another page.
Statement list_statement(const Context& context, const ListRuns& list, const std::string& owner);

// The pictures carry no address: each would be a signature. `links.self` reads a run with them.
// Fails with Bug when a row can't be read.
Result<Answer> show_run_list(const Context& context, const ListRuns& list,
                             const std::vector<std::vector<SqlValue>>& rows,
                             const std::string& base_url, Now now);

}  // namespace fluxweir
