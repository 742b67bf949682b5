#include "connections.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "database_copy.hpp"
#include "snapshot.hpp"

namespace session_classifier::detail {
namespace {

constexpr std::size_t most_idle = 16;  // each may hold 2 MB of pages

// An open file keeps its inode's number, so that no file that replaces it has it. A copy has one state.
std::string state_of(const SessionRef& ref) {
  if (ref.copy) return "";
  struct stat status {};
  ::stat(ref.place.c_str(), &status);
  return fmt::format("{}:{}:{}", status.st_dev, status.st_ino, ref.stamp);
}

}  // namespace

Connection::Connection(const SessionRef& ref, std::string state, OpenMode mode)
    : file_(ref.place),
      state_(std::move(state)),
      mode_(mode),
      database_(new Database(open({ref.place, ref.stamp, ref.copy}, mode))) {
  database_->run("begin");  // one state for all rows
}

Connections& Connections::of(const SessionRef& ref) {
  static Connections at_rest;
  return ref.copy ? ref.copy->connections() : at_rest;
}

Connection Connections::take(const SessionRef& ref, OpenMode mode) {
  std::string state = state_of(ref);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(idle_,
                  [&](const Connection& idle) { return idle.file_ == ref.place && idle.state_ != state; });
    const auto known = std::ranges::find_if(
        idle_, [&](const Connection& idle) { return idle.mode_ == mode && idle.file_ == ref.place; });
    if (known != idle_.end()) {
      Connection connection = std::move(*known);
      idle_.erase(known);
      return connection;
    }
  }
  return {ref, std::move(state), mode};
}

void Connections::give_back(Connection connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() == most_idle) idle_.erase(idle_.begin());
  idle_.push_back(std::move(connection));
}

}  // namespace session_classifier::detail
