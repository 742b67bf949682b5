// Commits on their way to disk, so that what was submitted is found at once.
//
// An entry is removed after its transaction is committed and not before: who looks here first and in the
// database second misses nothing. Safe from many threads.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "store/unit.hpp"

namespace flowrun::store {

class Pending {
 public:
  void add(const std::shared_ptr<const Commit>& commit);
  void remove(const std::shared_ptr<const Commit>& commit);

  // Of several commits with one key the latest.
  [[nodiscard]] std::optional<UnitRecord> unit(const Digest& key) const;
  [[nodiscard]] std::shared_ptr<const std::string> payload(const Digest& digest) const;

 private:
  struct Bytes {
    std::shared_ptr<const std::string> bytes;
    int commits = 0;
  };

  mutable std::shared_mutex mutex_;
  std::unordered_map<Digest, std::shared_ptr<const Commit>> units_;
  std::unordered_map<Digest, Bytes> payloads_;
  std::atomic<std::size_t> size_ = 0;  // of units_: most look-ups find it 0 and take no lock
};

}  // namespace flowrun::store
