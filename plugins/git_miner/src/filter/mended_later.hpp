// Commits that were not right: a later fix takes away or changes what they brought, or a later commit undoes it.
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
    // Above the tests of the file: where it has code after the change, and before which lines it puts code without
    // taking any away.
    std::map<Path, std::vector<LineRange>> added_at;
    std::map<Path, std::vector<std::size_t>> put_at;
    // Likewise, of all files: which line follows which, so that it shows when a line goes where it was.
    Lines steps_added, steps_taken;
    // Likewise: the functions that it declares, by their first lines, and those that it changes within.
    std::map<Path, std::map<std::uint64_t, std::string>> declared;
    std::map<Path, Lines> within;
  };
  struct File {
    std::string name, before, after;  // path, and ids of blobs
  };
  struct Commit {
    std::string id;
    std::int64_t time = 0;
    bool is_fix = false, takes_back = false;  // by its message
    std::set<std::string> names;              // of functions, that its subject has as code
    std::map<Path, File> files;
    std::vector<std::pair<Path, Path>> moved;
    std::optional<Brought> brought;
  };

  static Commit commit_of(const CommitText& text, const std::vector<RawChange>& changes);
  std::string search(Commit& commit);
  bool is_changed(Commit& commit, Path path, Commit& later, Path later_path) const;
  bool is_undone(Commit& commit, Commit& later) const;
  std::string named_item(Commit& commit, Path path, Commit& later, Path later_path) const;
  const Brought& brought_by(Commit& commit) const;
  Brought read(const std::string& id) const;

  const Repository& repository_;
  std::deque<Commit> later_;  // newest first
};

}  // namespace git_miner
