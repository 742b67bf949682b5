// Which commits of several repositories become units of a run, and which of them are proved.
#pragma once

#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>

namespace git_miner {

struct SelectedCommit {
  RepositoryName repository;
  ListedCommit listed;
  bool merges_too = false;  // see History::first_parents
  bool verify = false;
};

struct SelectedCommits {
  std::vector<SelectedCommit> commits;  // newest first
  bool is_copy = false;                 // of a repository asked for before: only its own commits are here
};

// A commit that a damaged repository names as a parent, and does not have.
struct LostCommit {
  RepositoryName repository;
  Unreadable commit;
};

// How many commits of a place are proved: an even part of the limit; those named first get what is left over.
std::size_t verify_share(std::size_t limit, std::size_t places, std::size_t place);

MineRequest request_for(const SelectedCommit& commit, const Proof* proof = nullptr);

// All that the commit's example depends on beside the settings. `toolchain`: the one that would prove it.
std::string fingerprint_of(const SelectedCommit& commit, const std::string& toolchain);

// Remembers what it has selected, so that no commit is learnt twice; asked for one repository after the other,
// the damaged ones last: a commit is taken from the first that lists it, also where a later copy has more of it.
class Selection {
 public:
  Selection(Options options, FirstParent first_parent, secrets::Scanner scanner = {});

  // All commits that no repository before had. The newest `most_verified` of those that would become examples are to be
  // proved. `scratch` as for Miner::mine. A stop is an error.
  base::Result<SelectedCommits> select(const Mirror& mirror, std::size_t most_verified,
                                       const std::filesystem::path& scratch,
                                       const std::stop_token& stop = {});

  // The commits that no repository so far had, each once, with the first repository that lacked it.
  std::vector<LostCommit> lost() const;

 private:
  Options options_;
  FirstParent first_parent_;
  secrets::Scanner scanner_;
  std::set<std::string> known_;   // ids of commits, identities of repositories
  std::set<std::string> lacked_;  // ids of those in lacking_
  std::vector<LostCommit> lacking_;
};

}  // namespace git_miner
