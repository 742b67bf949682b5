// Reads a mirror (see mirror.hpp) with libgit2.
//
// One object for each thread: libgit2's handles are not shared. Ids are 40 hexadecimal digits. Reading does
// not verify hashes again, because git did so when it received the objects (1.8 to 2 times faster).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>

namespace git_miner {

struct CommitText {
  std::string id;
  std::vector<std::string> parents;
  std::string message;  // in UTF-8 where the commit declares its encoding, else as stored
  bool is_utf8 = true;  // of the message
  std::string author;   // "name <mail>", to tell programs from people; enters no example
  std::string committer;
  std::int64_t author_time = 0;  // seconds since 1970
  bool is_cut_off = false;       // a shallow clone ends here: it has parents that are not there
};

// Lines from 0, [begin, end).
struct LineRange {
  std::size_t begin = 0, end = 0;
  std::size_t count() const { return end - begin; }
};

struct ChangedLines {
  LineRange before, after;
};

inline constexpr unsigned plain_mode = 0100644;
inline constexpr unsigned link_mode = 0120000;
inline constexpr unsigned submodule_mode = 0160000;

struct FileSide {
  std::string path;   // relative, '/'
  std::string id;     // of the blob
  unsigned mode = 0;  // as git has it: one of the above, or 0100755
};

enum class ChangeKind { added, deleted, modified, renamed };

struct FileChange {
  ChangeKind kind = ChangeKind::modified;
  FileSide before, after;  // empty where there is none
  bool is_binary = false;  // to git: a NUL byte early in the file, or larger than 1 MiB
  std::vector<ChangedLines> lines;

  const std::string& path() const { return kind == ChangeKind::deleted ? before.path : after.path; }
};

struct Changes {
  std::size_t deltas = 0;         // before renames were looked for; one more than asked for if there are more
  std::vector<FileChange> files;  // empty if there are more deltas than asked for; else by path
};

// What a commit did to one file, by blobs alone.
struct RawChange {
  std::string path, before, after;  // ids, "" where there is none
};

// Of the commits without (readable) parents below the head. They stay as the history grows.
struct Roots {
  std::string oldest;  // by its time, then its id
  std::string first;   // by its id
};

// An object that is missing or damaged, and what to tell of it.
struct Unreadable {
  std::string id;
  base::Error error;
};

struct Walked {
  std::vector<std::string> ids;  // children before parents, else by time
  // Commits of a damaged repository that others name as parents. What leads there alone is not in `ids`.
  std::vector<Unreadable> unreadable;
};

// Errors about missing and damaged objects are transient, as the object may be mended at the next run, and
// rejections where the mirror is the copy of a damaged repository: it is at fault, not the mirror.
class Repository {
 public:
  // Errors: SHA-256, damaged.
  static base::Result<Repository> open(const std::filesystem::path& mirror);
  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  // The commit of the default branch: HEAD, else main, master, or the only branch. The error says that there
  // is none.
  base::Result<std::string> head() const;

  // From the head back; only first parents if asked. The commits at which a shallow clone ends have no parents.
  base::Result<Walked> walk(bool first_parents_only) const;

  base::Result<Roots> roots() const;

  base::Result<CommitText> commit(const std::string& id) const;

  // Against the first parent; of a root commit against nothing. Renames from 50 % likeness on, no copies.
  base::Result<Changes> changes(const std::string& id, std::size_t most_deltas) const;
  // Nothing where there are more deltas.
  base::Result<std::vector<RawChange>> raw_changes(const std::string& id, std::size_t most_deltas) const;

  // The bytes of a file of a commit; none if it is not there, or is no file.
  std::optional<std::string> file(const std::string& commit, std::string_view path) const;
  // The error may also say that it is larger than 64 MiB.
  base::Result<std::string> blob(const std::string& id) const;
  // Of a file that a commit does not touch: what is missing or damaged there is no damage of the commit. None if it
  // cannot be read, or is larger.
  std::optional<std::string> blob_beside(const std::string& id,
                                         std::uint64_t most_bytes = std::uint64_t{64} << 20) const;
  base::Result<std::uint64_t> blob_size(const std::string& id) const;  // bytes; reads no content

  // Names in a folder ("" = the root) of a commit; folders end with '/'. Sorted as git sorts them.
  std::vector<std::string> names(const std::string& commit, std::string_view folder) const;

  // All files of a commit: paths, ids, modes. Links and submodules too. None if there are more entries than
  // this.
  static constexpr std::size_t most_tree_entries = 100'000;
  base::Result<std::optional<std::vector<FileSide>>> tree(const std::string& commit) const;

  // The first error about a missing or damaged object since it was asked for last, also of calls that have no error to
  // give.
  std::optional<base::Error> take_damage() const;

  struct State;

 private:
  explicit Repository(std::unique_ptr<State> state);
  base::Result<Walked> walk_with_gaps(const std::string& start, bool first_parents_only) const;

  std::unique_ptr<State> state_;
};

}  // namespace git_miner
