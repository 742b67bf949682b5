// Connections for reading, lent to one thread at a time and kept for the next.
//
// SQLite's connections are cheap to keep and dear to open (0.4 ms), and their prepared statements hold
// the pages they last read. There are as many as threads have read at the same moment.
#pragma once

#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

#include "sqlite.hpp"

namespace flowrun::store {

class ReaderPool {
 public:
  explicit ReaderPool(std::filesystem::path store) : store_(std::move(store)) {}

  // Calls `function` with a connection and returns what it returns, a Result.
  template <class Function>
  auto read(Function&& function) -> decltype(function(std::declval<Connection&>())) {
    auto connection = take();
    if (!connection) return std::unexpected(std::move(connection.error()));
    auto result = function(*connection);
    give_back(*std::move(connection));
    return result;
  }

  // Closes the connections; nobody may be reading.
  void close() { free_.clear(); }

 private:
  Result<Connection> take();
  void give_back(Connection connection);

  std::filesystem::path store_;
  std::mutex mutex_;
  std::vector<Connection> free_;
};

}  // namespace flowrun::store
