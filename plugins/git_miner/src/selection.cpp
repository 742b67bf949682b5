#include <algorithm>
#include <iterator>
#include <utility>

#include <digest/sha256.hpp>
#include <git_miner/selection.hpp>

#include "repository/transient.hpp"

namespace git_miner {

std::size_t verify_share(std::size_t limit, std::size_t places, std::size_t place) {
  return limit / places + (place < limit % places ? 1 : 0);
}

MineRequest request_for(const SelectedCommit& commit, const Proof* proof) {
  return {.commit = commit.listed.id,
          .merges_too = commit.merges_too,
          .reverted = commit.listed.reverted,
          .dependency_removed = commit.listed.dependency_removed,
          .proof = proof};
}

std::string fingerprint_of(const SelectedCommit& commit, const std::string& toolchain) {
  std::string fingerprint = commit.listed.id + "@" + commit.repository.identity;
  if (!commit.listed.reverted.empty()) fingerprint += "+reverted";
  if (commit.listed.dependency_removed) fingerprint += "+dependency-removed";
  if (commit.merges_too) fingerprint += "+first-parent";
  if (commit.listed.is_cut_off) fingerprint += "+cut-off";  // until the shallow clone is completed
  if (commit.verify) fingerprint += "+verify:" + digest::sha256_hex(toolchain).substr(0, 16);
  return fingerprint;
}

Selection::Selection(Options options, FirstParent first_parent, secrets::Scanner scanner)
    : options_(std::move(options)), first_parent_(first_parent), scanner_(std::move(scanner)) {}

base::Result<SelectedCommits> Selection::select(const Mirror& mirror, std::size_t most_verified,
                                                const std::filesystem::path& scratch,
                                                const std::stop_token& stop) {
  const auto repository = Repository::open(mirror.path);
  if (!repository) return std::unexpected(repository.error());
  const auto history = list_commits(*repository, first_parent_, stop);
  if (!history) return std::unexpected(history.error());
  SelectedCommits selected;
  for (const Unreadable& commit : history->unreadable) {
    if (lacked_.insert(commit.id).second) lacking_.push_back({{mirror.name, mirror.identity}, commit});
  }
  selected.is_copy = !known_.insert(mirror.identity).second;
  const Miner miner({mirror.name, mirror.identity}, options_, scanner_);
  for (const ListedCommit& listed : history->commits) {
    if (stop.stop_requested()) {
      return std::unexpected(
          as_transient({"cannot list the commits", "the run was stopped", "start it again"}));
    }
    if (!known_.insert(listed.id).second) continue;
    SelectedCommit commit{
        .repository = {mirror.name, mirror.identity}, .listed = listed, .merges_too = history->first_parents};
    if (most_verified > 0) {
      const auto mined = miner.mine(*repository, request_for(commit), scratch);
      commit.verify = mined && mined->example;
      if (commit.verify) --most_verified;
    }
    selected.commits.push_back(std::move(commit));
  }
  return selected;
}

std::vector<LostCommit> Selection::lost() const {
  std::vector<LostCommit> lost;
  std::ranges::copy_if(lacking_, std::back_inserter(lost),
                       [&](const LostCommit& lacking) { return !known_.contains(lacking.commit.id); });
  return lost;
}

}  // namespace git_miner
