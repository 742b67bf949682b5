#include "condemned.hpp"

#include <mutex>
#include <utility>

namespace flowrun::store {
namespace {

// The rows bear no seal: one too many or too few costs a computation.
constexpr auto select_all = "SELECT digest FROM condemned";
constexpr auto insert_digest = "INSERT OR IGNORE INTO condemned VALUES(?)";
constexpr auto delete_digest = "DELETE FROM condemned WHERE digest = ?";

}  // namespace

bool Condemned::contains(const Digest& digest) const {
  if (size_ == 0) return false;
  const std::shared_lock lock(mutex_);
  return digests_.contains(digest);
}

Result<void> Condemned::load(Connection& connection) {
  Query query(connection, select_all);
  std::unordered_set<Digest> digests;
  for (;;) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) break;
    digests.insert(query.digest());
  }
  const std::unique_lock lock(mutex_);
  digests_ = std::move(digests);
  size_ = digests_.size();
  return {};
}

Result<void> Condemned::add(Connection& connection, const Digest& digest) {
  {
    const std::unique_lock lock(mutex_);
    digests_.insert(digest);
    size_ = digests_.size();
  }
  return Query(connection, insert_digest).bind(digest).run();
}

Result<void> Condemned::remove(Connection& connection, const Digest& digest) {
  {
    const std::unique_lock lock(mutex_);
    digests_.erase(digest);
    size_ = digests_.size();
  }
  return Query(connection, delete_digest).bind(digest).run();
}

}  // namespace flowrun::store
