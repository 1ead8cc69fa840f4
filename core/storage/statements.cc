#include "storage/statements.h"

namespace fluxweir {
namespace {

constexpr std::string_view kSchema[] = {
    "CREATE TABLE IF NOT EXISTS run (id TEXT PRIMARY KEY, owner TEXT NOT NULL, state TEXT NOT "
    "NULL, model TEXT NOT NULL, client_ref TEXT NOT NULL, "
    "created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL, outcome "
    "TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS run_expires ON run (expires_ms)",
    "CREATE INDEX IF NOT EXISTS run_owner ON run (owner, created_ms)",
    "CREATE INDEX IF NOT EXISTS run_page ON run (owner, id)",
    // One line a run, for ever: what was asked for, delivered and charged. It holds no prompt.
    "CREATE TABLE IF NOT EXISTS ledger (run TEXT PRIMARY KEY, owner TEXT NOT NULL, model TEXT NOT "
    "NULL, offer TEXT NOT NULL, "
    "state TEXT NOT NULL, asked BIGINT NOT NULL, delivered BIGINT NOT NULL, list_micro_usd BIGINT "
    "NOT NULL, "
    "cost_micro_usd BIGINT NOT NULL, waste_micro_usd BIGINT NOT NULL, at_ms BIGINT NOT NULL)",
};

struct Row {
  std::string_view name;
  std::string_view text;
};

constexpr Row kRows[] = {
    {kRunInsert,
     "INSERT INTO run (id, owner, state, model, client_ref, created_ms, updated_ms, expires_ms, "
     "outcome) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? "
     "AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))"},
    {kRunUpdate,
     "UPDATE run SET state = CAST(? AS TEXT), updated_ms = CAST(? AS BIGINT), outcome = CAST(? AS "
     "TEXT) WHERE id = "
     "CAST(? AS TEXT)"},
    {kRunRead, "SELECT outcome FROM run WHERE id = CAST(? AS TEXT) AND owner = CAST(? AS TEXT)"},
    {kRunOlder,
     "SELECT outcome FROM run WHERE owner = CAST(? AS TEXT) AND id < CAST(? AS TEXT) AND (CAST(? "
     "AS "
     "TEXT) = '' OR state = CAST(? AS TEXT)) AND (CAST(? AS TEXT) = '' OR model = CAST(? AS TEXT)) "
     "AND (CAST(? AS TEXT) = '' OR client_ref = CAST(? AS TEXT)) ORDER BY id DESC LIMIT CAST(? AS "
     "BIGINT)"},
    {kRunNewer,
     "SELECT outcome FROM run WHERE owner = CAST(? AS TEXT) AND id > CAST(? AS TEXT) AND (CAST(? "
     "AS "
     "TEXT) = '' OR state = CAST(? AS TEXT)) AND (CAST(? AS TEXT) = '' OR model = CAST(? AS TEXT)) "
     "AND (CAST(? AS TEXT) = '' OR client_ref = CAST(? AS TEXT)) ORDER BY id ASC LIMIT CAST(? AS "
     "BIGINT)"},
    {kRunDelete, "DELETE FROM run WHERE id = CAST(? AS TEXT)"},
    {kRunExpired,
     "SELECT id, outcome FROM run WHERE expires_ms <= CAST(? AS BIGINT) AND state NOT IN "
     "('queued', 'running') ORDER BY "
     "expires_ms LIMIT CAST(? AS BIGINT)"},
    {kRunAbandoned,
     "SELECT id, outcome FROM run WHERE state IN ('queued', 'running') AND updated_ms < CAST(? AS "
     "BIGINT)"},
    {kLedgerInsert,
     "INSERT INTO ledger (run, owner, model, offer, state, asked, delivered, list_micro_usd, "
     "cost_micro_usd, waste_micro_usd, at_ms) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS "
     "TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS "
     "BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"},
};

}  // namespace

std::span<const std::string_view> schema() { return kSchema; }

std::string_view statement_text(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.text;
  }
  return {};
}

}  // namespace fluxweir
