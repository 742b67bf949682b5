// Commits that were not right: a later fix takes away or changes what they brought.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <git_miner/repository.hpp>

namespace git_miner {

// Asked for one commit after the other, newest first. Not thread-safe.
class MendedLater {
 public:
  // Must outlive it.
  explicit MendedLater(const Repository& repository) : repository_(repository) {}

  // The nearest later commit that mends this one, as in ListedCommit::mended. Reads the contents of files only where a
  // message speaks of a fix and an earlier one to the same file of a fix or an addition.
  std::string mended(const CommitText& text, const std::vector<RawChange>& changes);

 private:
  using Path = std::uint64_t;  // a digest, like those of lines
  using Lines = std::set<std::uint64_t>;
  // Of Rust files, by path. Only lines that say something: no brackets, comments, imports, attributes or asserts.
  struct Brought {
    std::map<Path, Lines> added;  // lines that no file of the commit had before
    std::map<Path, Lines> taken;  // those that none has after
  };
  struct Commit {
    std::string id;
    bool is_fix = false;
    std::map<Path, std::string> paths;  // as they are after it, or were before it where it deletes them
    std::vector<std::pair<Path, Path>> moved;
    std::optional<Brought> brought;
  };

  static Commit commit_of(const CommitText& text, const std::vector<RawChange>& changes);
  std::string search(Commit& commit);
  const Brought& brought_by(Commit& commit) const;
  Brought read(const std::string& id) const;

  const Repository& repository_;
  std::deque<Commit> later_;  // newest first
};

}  // namespace git_miner
