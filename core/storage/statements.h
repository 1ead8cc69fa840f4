// The schema and every SQL statement, by name, in the common subset of SQLite, D1 and PostgreSQL:
// plain ? in order, every parameter cast, no blobs, integers within 2^53-1. Times are milliseconds
// since 1970, money is micro-dollars.
#pragma once

#include <span>
#include <string_view>

namespace fluxweir {

// Statements that make the schema, each safe to run again.
std::span<const std::string_view> schema();

// The text of a statement; empty when there is none of that name.
std::string_view statement_text(std::string_view name);

// params: id, owner, state, model, client_ref, created, updated, expires, outcome
inline constexpr std::string_view kRunInsert = "run.insert";
// params: state, updated, outcome, id
inline constexpr std::string_view kRunUpdate = "run.update";
// params: id, owner -> outcome
inline constexpr std::string_view kRunRead = "run.read";
// params: owner, id, state twice, model twice, client_ref twice, limit -> outcome: the owner's runs
// with ids below `id`, newest first. An empty state, model or client_ref stands for any.
inline constexpr std::string_view kRunOlder = "run.older";
// The same above it, oldest first.
inline constexpr std::string_view kRunNewer = "run.newer";
// params: id
inline constexpr std::string_view kRunDelete = "run.delete";
// params: now, limit -> id, outcome: final runs whose time has come
inline constexpr std::string_view kRunExpired = "run.expired";
// params: before -> id, outcome: runs that an earlier process left unfinished
inline constexpr std::string_view kRunAbandoned = "run.abandoned";
// params: run, owner, model, offer, state, asked, delivered, list, cost, waste, at
inline constexpr std::string_view kLedgerInsert = "ledger.insert";

}  // namespace fluxweir
