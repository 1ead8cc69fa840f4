// Query on SQLite: one thread for the process, one connection, statements prepared once.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "exchange/events.h"

namespace fluxweir::native {

class Sqlite {
 public:
  using TextOf = std::function<std::string_view(std::string_view name)>;
  using Done = std::function<void(QueryDone)>;  // called on the database's thread

  struct Options {
    std::string path;  // empty: in memory
    std::span<const std::string_view> schema;
    TextOf text_of;
    std::size_t bound = 10'000;  // batches waiting
  };

  // Throws std::runtime_error when the database can't be opened or the schema does not apply.
  explicit Sqlite(Options options);
  ~Sqlite();
  // What waits is done first; nothing is taken any more. Before the loops that asked end.
  void close();

  // One batch, one transaction; `done` is called exactly once.
  void run(Query query, Done done);

 private:
  struct Work {
    Query query;
    Done done;
  };
  class Connection;
  void serve();

  Options options_;
  std::unique_ptr<Connection> connection_;
  std::mutex lock_;
  std::condition_variable wake_;
  std::vector<Work> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fluxweir::native
