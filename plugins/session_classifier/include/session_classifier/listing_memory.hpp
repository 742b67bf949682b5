// What listing found in files that did not change since, so that they need not be read again.
//
// A state stands for the names, sizes and times of all files of a session, and for what else its reference depends on. Only
// states that were left alone for a while are remembered: a second write within the same tick of the file system's clock would
// not show ("racily clean" in git's index). The memory is a convenience: where it is lost or damaged, everything is read again,
// with the same result.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <session_classifier/store.hpp>

namespace session_classifier {

// To be used by one thread at a time.
class ListingMemory {
 public:
  using Duration = std::chrono::nanoseconds;

  ListingMemory() = default;  // holds what is remembered for as long as it lives
  // Begins with what `file` holds: nothing, if it is missing, damaged or of another version. 2 s is the coarsest tick of a
  // common file system (FAT).
  explicit ListingMemory(std::filesystem::path file, Duration settled_after = std::chrono::seconds(2));

  // False if no earlier listing left anything.
  bool may_recall() const { return file_.empty() || !known_.empty(); }
  // What was remembered of the state, without place, source and stamp; null if nothing. Valid until the next `remember`.
  const SessionRef* recall(std::string_view state) const;
  // Unless the files were written to `left_alone` before they were looked at, which is too short.
  void remember(std::string_view state, Duration left_alone, const SessionRef& ref);
  // The same for ids that were found by reading sessions; `state` has the fingerprints of all of them.
  const std::vector<std::string>* recall_ids(const std::string& state) const;
  void remember_ids(const std::string& state, std::vector<std::string> ids);
  // Writes what was remembered since the beginning, all else is forgotten; nothing if the file holds just that. Another
  // process may do the same: one of them wins.
  std::error_code save() const;

 private:
  using Refs = std::map<std::string, SessionRef, std::less<>>;
  using Ids = std::map<std::string, std::vector<std::string>>;

  std::filesystem::path file_;
  Duration settled_after_ = std::chrono::seconds(2);
  Refs known_;  // from the file
  Refs seen_;   // what goes into the next one
  Ids known_ids_, seen_ids_;
};

}  // namespace session_classifier
