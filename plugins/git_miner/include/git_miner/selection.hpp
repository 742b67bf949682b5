// Which commits of several repositories become units of a run, and in which order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
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
  std::filesystem::path mirror;
  ListedCommit listed;
  bool merges_too = false;  // see History::first_parents
};

// A commit whose change another repository has, too.
struct SameChange {
  std::string commit;
  std::string elsewhere;  // "name@commit"
};

struct SelectedCommits {
  std::vector<SelectedCommit> commits;  // newest first
  std::vector<SameChange> same;         // that are not among them
  bool is_copy = false;                 // of a repository asked for before: only its own commits are here
};

// A commit that a damaged repository names as a parent, and does not have.
struct LostCommit {
  RepositoryName repository;
  Unreadable commit;
};

MineRequest request_for(const SelectedCommit& commit, const Proof* proof = nullptr);

// All that the commit's example depends on beside the settings and its proof.
std::string fingerprint_of(const SelectedCommit& commit);

// One place after the other gives a commit, each in the order of a digest of the ids: stable, and no repository or time
// comes first. `places` is by place.
std::vector<SelectedCommit> in_turns(std::vector<std::vector<SelectedCommit>> places);

// Remembers what it has selected, so that no commit is learnt twice; asked for one repository after the other,
// the damaged ones last: a commit is taken from the first that lists it, also where a later copy has more of it.
class Selection {
 public:
  explicit Selection(FirstParent first_parent) : first_parent_(first_parent) {}

  // All commits that no repository before had, neither themselves nor, in a moved or rewritten history, what they change. A
  // stop is an error.
  base::Result<SelectedCommits> select(const Mirror& mirror, const std::stop_token& stop = {});

  // The commits that no repository so far had, each once, with the first repository that lacked it.
  std::vector<LostCommit> lost() const;

 private:
  struct Known {
    std::filesystem::path mirror;
    std::string name;
    std::string commit;
  };
  const Known* elsewhere(const Repository& repository, const ListedCommit& commit);
  std::optional<std::uint64_t> patch_of(const Repository& repository, const std::string& commit);
  std::optional<std::uint64_t> patch_of(const Known& known);

  FirstParent first_parent_;
  // By what copies of a change have in common: their contents, or author, time and subject.
  std::map<std::uint64_t, Known> contents_, authorships_;
  std::map<std::string, std::optional<std::uint64_t>> patches_;  // by commit
  std::set<std::string> known_;                                  // ids of commits, identities of repositories
  std::set<std::string> lacked_;                                 // ids of those in lacking_
  std::vector<LostCommit> lacking_;
};

}  // namespace git_miner
