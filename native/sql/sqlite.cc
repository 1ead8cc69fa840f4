#include "sql/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace fluxweir::native {
namespace {

using Rows = std::vector<std::vector<SqlValue>>;

constexpr std::size_t kGroup = 64;  // batches in one commit

int bind(sqlite3_stmt* statement, int at, const SqlValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, at, *integer);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, at);
}

SqlValue column(sqlite3_stmt* statement, int at) {
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, at)};
    case SQLITE_NULL:
      return std::monostate{};
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
      return std::string(text == nullptr ? "" : text,
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, at)));
    }
  }
}

}  // namespace

// The connection with its prepared statements. Used by one thread at a time.
class Sqlite::Connection {
 public:
  explicit Connection(const Options& options) : text_of_(options.text_of) {
    const std::string path = options.path.empty() ? ":memory:" : options.path;
    if (sqlite3_open_v2(path.c_str(), &database_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK) {
      close_with("the database can't be opened: ");
    }
    sqlite3_busy_timeout(database_, 5000);
    bool ok = true;
    if (!options.path.empty())
      ok = run("PRAGMA journal_mode=WAL") && run("PRAGMA synchronous=FULL") &&
           run("PRAGMA secure_delete=ON");
    for (const std::string_view text : options.schema) ok = ok && run(std::string(text).c_str());
    if (!ok) close_with("the schema does not apply: ");
  }

  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool run(const char* text) {
    return sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  // Runs all statements; stops at the first that fails.
  bool run_batch(const std::vector<Statement>& batch, std::vector<Rows>& rows) {
    for (const Statement& statement : batch) {
      if (!run_one(statement, rows.emplace_back())) return false;
    }
    return true;
  }

 private:
  sqlite3_stmt* prepare(std::string_view name) {
    const auto found = prepared_.find(name);
    if (found != prepared_.end()) return found->second;
    const std::string_view text = text_of_(name);
    sqlite3_stmt* statement = nullptr;
    if (text.empty() ||
        sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      return nullptr;
    }
    prepared_.emplace(name, statement);
    return statement;
  }

  bool run_one(const Statement& wanted, Rows& rows) {
    sqlite3_stmt* statement = prepare(wanted.name);
    if (statement == nullptr ||
        sqlite3_bind_parameter_count(statement) != static_cast<int>(wanted.params.size())) {
      return false;
    }
    bool ok = true;
    int at = 0;
    for (const SqlValue& value : wanted.params)
      ok = ok && bind(statement, ++at, value) == SQLITE_OK;
    int step = SQLITE_ERROR;
    while (ok && (step = sqlite3_step(statement)) == SQLITE_ROW) {
      std::vector<SqlValue>& row = rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(column(statement, i));
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return ok && step == SQLITE_DONE;
  }

  void close() {
    for (const auto& [name, statement] : prepared_) sqlite3_finalize(statement);
    prepared_.clear();
    sqlite3_close(database_);
    database_ = nullptr;
  }

  [[noreturn]] void close_with(const char* what) {
    const std::string message = what + std::string(sqlite3_errmsg(database_));
    close();
    throw std::runtime_error(message);
  }

  TextOf text_of_;
  sqlite3* database_ = nullptr;
  std::unordered_map<std::string_view, sqlite3_stmt*> prepared_;
};

Sqlite::Sqlite(Options options)
    : options_(std::move(options)), connection_(std::make_unique<Connection>(options_)) {
  thread_ = std::thread([this] { serve(); });
}

Sqlite::~Sqlite() { close(); }

void Sqlite::close() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard guard(lock_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Sqlite::run(Query query, Done done) {
  bool taken = false;
  {
    const std::lock_guard guard(lock_);
    taken = waiting_.size() < options_.bound && !stopping_;
    if (taken) waiting_.push_back({std::move(query), std::move(done)});
  }
  // Woken without the lock, or it would wait for it at once.
  if (taken) return wake_.notify_one();
  done({query.op, false, {}});
}

// What waits is committed together, each batch behind a savepoint of its own, so that one that
// fails undoes only itself. An answer is given after its commit.
void Sqlite::serve() {
  while (true) {
    std::vector<Work> group;
    {
      std::unique_lock guard(lock_);
      wake_.wait(guard, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const std::size_t count = std::min(waiting_.size(), kGroup);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
      group.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    std::vector<QueryDone> answers;
    const bool begun = connection_->run("BEGIN IMMEDIATE");
    for (const Work& work : group) {
      QueryDone& answer = answers.emplace_back();
      answer.op = work.query.op;
      if (!begun || !connection_->run("SAVEPOINT batch")) continue;
      answer.ok = connection_->run_batch(work.query.batch, answer.rows);
      if (!answer.ok) connection_->run("ROLLBACK TO batch");
      connection_->run("RELEASE batch");
    }
    const bool committed = begun && connection_->run("COMMIT");
    if (begun && !committed) connection_->run("ROLLBACK");
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (!committed) answers[i].ok = false;
      if (!answers[i].ok) answers[i].rows.clear();
      group[i].done(std::move(answers[i]));
    }
  }
}

}  // namespace fluxweir::native
