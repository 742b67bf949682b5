// What listing found in files that did not change since, so that they need not be read again.
//
// A state stands for the names, sizes and times of all files of a session, and for what else its reference depends on. Only
// states that were left alone for a while are trusted: a second write within the same tick of the file system's clock would
// not show ("racily clean" in git's index). A session that is new is listed by an outline, its own file and the names of its
// messages, and gets its state when it is read: a process that died before is no reason to read it again, if nothing was
// written since its listing. The memory is a convenience: where it is lost or damaged, files are read again, and
// at worst sessions of trees are done again.
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

// What was found in the files of one session.
struct ListedFiles {
  std::string state;    // "" where it cannot be trusted, or only an outline was looked at
  std::string content;  // SessionRef::fingerprint as the content alone would give it; "" if not all was read
  SessionRef ref;       // without place, source and stamp
};

// To be used by one thread at a time.
class ListingMemory {
 public:
  using Duration = std::chrono::nanoseconds;

  ListingMemory()
      : ListingMemory(std::filesystem::path()) {}  // holds what is remembered for as long as it lives
  // Begins with what `file` holds: nothing, if it is missing, damaged or of another version. 2 s is the coarsest tick of a
  // common file system (FAT).
  explicit ListingMemory(std::filesystem::path file, Duration settled_after = std::chrono::seconds(2));

  // May a session be told from its later forms by its state alone? Not where nothing will be remembered, nor where its files
  // were written to `left_alone` before they were looked at, which is too short.
  bool trusts(Duration left_alone) const { return !file_.empty() && left_alone >= settled_after_; }
  // When it was made, in ns since the epoch.
  std::int64_t begun() const { return begun_; }
  // What was remembered of the session whose own file this is, in this state; null if nothing. Valid until the next change.
  const ListedFiles* recall(const std::filesystem::path& own_file, std::string_view state) const;
  // The same in whatever state the last process found it.
  const ListedFiles* earlier(const std::filesystem::path& own_file) const;
  void remember(const std::filesystem::path& own_file, Duration left_alone, ListedFiles found);
  // What reading showed of a session that was listed without it.
  void learn(const std::filesystem::path& own_file, const ReadFiles& files);
  // What is remembered of ids that were found by reading sessions; `state` has the fingerprints of all of them.
  const std::vector<std::string>* recall_ids(const std::string& state) const;
  void remember_ids(const std::string& state, std::vector<std::string> ids);
  // Writes what was remembered since the beginning, all else is forgotten; nothing if the file holds just that. Another
  // process may do the same: one of them wins.
  std::error_code save() const;

 private:
  using Files = std::map<std::string, ListedFiles>;  // by a digest of the path of the session's own file
  using Ids = std::map<std::string, std::vector<std::string>>;

  std::filesystem::path file_;
  Duration settled_after_;
  std::int64_t begun_;
  Files known_;  // from the file
  Files seen_;   // what goes into the next one
  Ids known_ids_, seen_ids_;
};

}  // namespace session_classifier
