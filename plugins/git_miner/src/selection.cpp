#include <algorithm>
#include <iterator>
#include <utility>

#include <digest/sha256.hpp>
#include <git_miner/selection.hpp>

#include "filter/patch_id.hpp"

namespace git_miner {

MineRequest request_for(const SelectedCommit& commit, const Proof* proof) {
  return {.commit = commit.listed.id,
          .merges_too = commit.merges_too,
          .reverted = commit.listed.reverted,
          .dependency_removed = commit.listed.dependency_removed,
          .mended = commit.listed.mended,
          .proof = proof};
}

std::string fingerprint_of(const SelectedCommit& commit) {
  std::string fingerprint = commit.listed.id + "@" + commit.repository.identity;
  if (!commit.listed.reverted.empty()) fingerprint += "+reverted";
  if (commit.listed.dependency_removed) fingerprint += "+dependency-removed";
  if (!commit.listed.mended.empty()) fingerprint += "+mended";
  if (commit.merges_too) fingerprint += "+first-parent";
  if (commit.listed.is_cut_off) fingerprint += "+cut-off";  // until the shallow clone is completed
  return fingerprint;
}

std::vector<SelectedCommit> in_turns(std::vector<std::vector<SelectedCommit>> places) {
  struct Place {
    std::size_t turn, place;
    SelectedCommit* commit;
  };
  std::vector<Place> order;
  std::vector<std::pair<std::string, SelectedCommit*>> ranked;
  for (std::size_t place = 0; place < places.size(); ++place) {
    ranked.clear();
    for (SelectedCommit& commit : places[place])
      ranked.emplace_back(digest::sha256_hex(commit.listed.id), &commit);
    std::ranges::sort(ranked);
    for (std::size_t turn = 0; turn < ranked.size(); ++turn)
      order.push_back({turn, place, ranked[turn].second});
  }
  std::ranges::sort(order, {}, [](const Place& one) { return std::pair(one.turn, one.place); });
  std::vector<SelectedCommit> commits;
  for (const Place& one : order) commits.push_back(std::move(*one.commit));
  return commits;
}

base::Result<SelectedCommits> Selection::select(const Mirror& mirror, const std::stop_token& stop) {
  const auto repository = Repository::open(mirror.path);
  if (!repository) return std::unexpected(repository.error());
  const auto history = listed_history(mirror.path, *repository, first_parent_, stop);
  if (!history) return std::unexpected(history.error());
  SelectedCommits selected;
  for (const Unreadable& commit : history->unreadable) {
    if (lacked_.insert(commit.id).second)
      lacking_.push_back({{mirror.name, mirror.identity, mirror.group}, commit});
  }
  selected.is_copy = !known_.insert(mirror.identity).second;
  for (const ListedCommit& listed : history->commits) {
    if (!known_.insert(listed.id).second) continue;
    if (const Known* same = elsewhere(*repository, listed)) {
      selected.same.push_back({listed.id, same->name + "@" + same->commit.substr(0, 12)});
      continue;
    }
    selected.commits.push_back({.repository = {mirror.name, mirror.identity, mirror.group},
                                .mirror = mirror.path,
                                .listed = listed,
                                .merges_too = history->first_parents});
  }
  // Only now: what a history says twice is its own affair.
  for (const SelectedCommit& commit : selected.commits) {
    const Known known{mirror.path, mirror.name, commit.listed.id};
    if (commit.listed.contents != 0) contents_.try_emplace(commit.listed.contents, known);
    if (commit.listed.authorship != 0) authorships_.try_emplace(commit.listed.authorship, known);
  }
  return selected;
}

const Selection::Known* Selection::elsewhere(const Repository& repository, const ListedCommit& commit) {
  if (commit.contents == 0) return nullptr;  // it changes nothing
  if (const auto same = contents_.find(commit.contents); same != contents_.end()) return &same->second;
  const auto alike = authorships_.find(commit.authorship);
  if (alike == authorships_.end()) return nullptr;
  const auto patch = patch_of(repository, commit.id);
  return patch && patch == patch_of(alike->second) ? &alike->second : nullptr;
}

std::optional<std::uint64_t> Selection::patch_of(const Repository& repository, const std::string& commit) {
  const auto [place, is_new] = patches_.try_emplace(commit);
  if (is_new) place->second = patch_id(repository, commit);
  return place->second;
}

std::optional<std::uint64_t> Selection::patch_of(const Known& known) {
  if (const auto found = patches_.find(known.commit); found != patches_.end()) return found->second;
  const auto repository = Repository::open(known.mirror);
  return repository ? patch_of(*repository, known.commit) : std::nullopt;
}

std::vector<LostCommit> Selection::lost() const {
  std::vector<LostCommit> lost;
  std::ranges::copy_if(lacking_, std::back_inserter(lost),
                       [&](const LostCommit& lacking) { return !known_.contains(lacking.commit.id); });
  return lost;
}

}  // namespace git_miner
