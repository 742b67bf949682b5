#include "pending.hpp"

#include <mutex>

namespace flowrun::store {

void Pending::add(const CommitGroup& group) {
  const std::unique_lock lock(mutex_);
  for (const Commit& commit : group.commits) {
    if (commit.record) units_[commit.key] = &commit;
    for (const auto& payload : commit.payloads) {
      auto& entry = payloads_[payload.digest];
      if (!entry.bytes) entry.bytes = payload.bytes;
      ++entry.commits;
    }
  }
  size_ = units_.size() + payloads_.size();
}

void Pending::remove(const CommitGroup& group) {
  const std::unique_lock lock(mutex_);
  for (const Commit& commit : group.commits) {
    if (const auto unit = units_.find(commit.key); unit != units_.end() && unit->second == &commit)
      units_.erase(unit);
    for (const auto& payload : commit.payloads) {
      const auto entry = payloads_.find(payload.digest);
      if (entry != payloads_.end() && --entry->second.commits == 0) payloads_.erase(entry);
    }
  }
  size_ = units_.size() + payloads_.size();
}

std::optional<UnitRecord> Pending::unit(const Digest& key) const {
  if (size_ == 0) return std::nullopt;
  const std::shared_lock lock(mutex_);
  const auto unit = units_.find(key);
  if (unit == units_.end()) return std::nullopt;
  return unit->second->record;
}

std::shared_ptr<const std::string> Pending::payload(const Digest& digest) const {
  if (size_ == 0) return nullptr;
  const std::shared_lock lock(mutex_);
  const auto entry = payloads_.find(digest);
  return entry == payloads_.end() ? nullptr : entry->second.bytes;
}

}  // namespace flowrun::store
