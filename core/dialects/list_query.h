// The query of GET /v1/runs: which page of which runs.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "dialects/dialect.h"

namespace fluxweir {

// `limit`, `pq`, `from_prev`, `q`, `sort_by`, `client_ref`, `status_code` and `model`; others are
// ignored. Fails with InvalidRequest, naming what may be written.
Result<ListRuns> read_list(const RequestHead& head);

// The `pq` of the page that begins after the run `id`, or, backwards, of the one that ends before
// it. Opaque to clients.
std::string page_cursor(std::string_view id, bool backwards);

}  // namespace fluxweir
