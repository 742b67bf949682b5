#include "reader_pool.hpp"

#include "database_file.hpp"

namespace flowrun::store {

Result<Connection> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      auto connection = std::move(free_.back());
      free_.pop_back();
      return connection;
    }
  }
  return open_for_reading(store_);
}

void ReaderPool::give_back(Connection connection) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(connection));
}

}  // namespace flowrun::store
