// Commits on their way to disk, so that what was submitted is found at once.
//
// An entry is removed after its transaction is committed and not before: who looks here first and in the
// archive second misses nothing. Safe from many threads.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "store/unit.hpp"

namespace flowrun::store {

// What was submitted together.
struct CommitGroup {
  std::vector<Commit> commits;
  std::function<void(const Result<void>&)> on_durable;  // may be empty
};

class Pending {
 public:
  // The group must not move or change until it is removed.
  void add(const CommitGroup& group);
  void remove(const CommitGroup& group);

  // Of several commits with one key the latest.
  [[nodiscard]] std::optional<UnitRecord> unit(const Digest& key) const;
  [[nodiscard]] std::shared_ptr<const std::string> payload(const Digest& digest) const;

 private:
  struct Bytes {
    std::shared_ptr<const std::string> bytes;
    int commits = 0;
  };

  mutable std::shared_mutex mutex_;
  boost::unordered_flat_map<Digest, const Commit*, std::hash<Digest>> units_;
  boost::unordered_flat_map<Digest, Bytes, std::hash<Digest>> payloads_;
  std::atomic<std::size_t> size_ = 0;  // of both: most look-ups find it 0 and take no lock
};

}  // namespace flowrun::store
