// Commits that a run did not come to prove, so that a later run tries them: their units are done, and only another
// fingerprint makes a unit be done again.
//
//   <commit> <round> <limit | time | again>      one a line; of several lines of a commit the last counts
//
// The round is how often the commit was handed in again; it belongs to the fingerprint, for good.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include <base/enum_names.hpp>
#include <base/error.hpp>

namespace git_miner {

enum class Deferral {
  limit,  // as many proofs as are asked for were there
  time,   // the time for proofs was used up
  again,  // it was handed in again
};
constexpr auto enum_names(Deferral) { return base::names("limit", "time", "again"); }

// Thread-safe.
class DeferredProofs {
 public:
  explicit DeferredProofs(std::filesystem::path file);

  // How often the commit was handed in again, this time included.
  std::size_t round(const std::string& commit) const;

  // Hands in again what was deferred and is wanted now. The error is the disk's.
  base::Result<void> hand_in(const std::function<bool(const std::string& commit, Deferral why)>& is_wanted);
  base::Result<void> defer(const std::string& commit, Deferral why);

 private:
  struct Entry {
    std::size_t round = 0;
    Deferral why{};
  };
  static std::string line_of(const std::string& commit, const Entry& entry);

  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace git_miner
