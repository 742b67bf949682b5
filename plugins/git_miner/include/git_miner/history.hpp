// The commits of a repository that may be mined, and which of them were taken back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <git_miner/repository.hpp>

namespace git_miner {

struct ListedCommit {
  std::string id;
  std::size_t parents = 0;
  bool is_cut_off = false;  // as in CommitText
  std::string reverted;  // how a later commit takes it back, or it takes an earlier one back; "" if neither
  bool dependency_removed =
      false;  // a later commit takes a dependency that this one adds out of the manifests again
  // Which later commit mends it, and in which file: "0123456789ab changes what it adds to src/lib.rs", "0123456789ab undoes it";
  // "" if none does.
  std::string mended;
  // Equal in copies of the change in other histories: of the contents before and after, wherever they stand, and of author,
  // time and subject. 0 = of none.
  std::uint64_t contents = 0, authorship = 0;
};

enum class FirstParent { automatic, on, off };
constexpr auto enum_names(FirstParent) { return base::names("auto", "on", "off"); }

struct History {
  std::vector<ListedCommit> commits;  // newest first
  std::vector<Unreadable> unreadable;
  // Units are the steps of the first-parent chain: a merge counts as one change, with the title of its pull
  // request. Chosen by itself when over 30 % of the commits are merges and most of those carry such a title.
  bool first_parents = false;
};

// A commit counts as taken back when a message says "This reverts commit ID" or "reverts ID", or when one of
// the 30 commits after it that touch the same files removes exactly the lines that it adds and adds those
// that it removes. One that adds or fixes something counts as mended when one of the next 30 commits to a file of it
// speaks of a fix, and takes away or changes a line that it brought there; a fix also when the next commit to the file is
// another, and puts code between its lines. So does a fix that names and changes a function that it declares, and within
// 60 days one that undoes most of it: lines stand where they stood before. A stop is an error.
base::Result<History> list_commits(const Repository& repository, FirstParent mode, std::stop_token stop = {});

// The same, kept in the mirror's folder for as long as its head is the same. Of a damaged repository nothing is kept.
base::Result<History> listed_history(const std::filesystem::path& mirror, const Repository& repository,
                                     FirstParent mode, std::stop_token stop = {});

}  // namespace git_miner
