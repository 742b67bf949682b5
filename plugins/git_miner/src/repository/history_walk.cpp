// The way back through the history, also where there are gaps in it.
#include <algorithm>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

#include <git_miner/repository.hpp>

#include "repository/repository_state.hpp"

namespace git_miner {
namespace {

// libgit2's own walk ends at the first commit that it cannot read, and knows nothing of shallow clones.
class GappedWalk {
 public:
  explicit GappedWalk(const Repository::State& state, bool first_parents_only)
      : state_(state), first_parents_only_(first_parents_only) {}

  // Children before parents, else the newest first.
  std::vector<std::string> from(const std::string& start) {
    find(start);
    using Ready = std::tuple<git_time_t, std::size_t, std::string>;
    std::priority_queue<Ready> ready;
    auto add = [&, place = known_.size()](const std::string& id) mutable {
      ready.emplace(known_.at(id).time, place--, id);
    };
    std::vector<std::string> ids;
    if (known_.contains(start)) add(start);
    while (!ready.empty()) {
      ids.push_back(std::get<std::string>(ready.top()));
      ready.pop();
      for (const std::string& parent : known_.at(ids.back()).parents) {
        if (const auto found = known_.find(parent); found != known_.end() && --found->second.children == 0)
          add(parent);
      }
    }
    return ids;
  }

  const std::set<std::string>& unreadable() const { return unreadable_; }

 private:
  struct Known {
    git_time_t time = 0;
    std::size_t children = 0;
    std::vector<std::string> parents;
  };

  void find(const std::string& start) {
    std::vector<std::string> open{start};
    while (!open.empty()) {
      const std::string id = std::move(open.back());
      open.pop_back();
      if (known_.contains(id) || unreadable_.contains(id)) continue;
      const auto commit = state_.commit(id);
      if (!commit) {
        unreadable_.insert(id);
        continue;
      }
      auto parents = state_.parents(commit.get());
      if (first_parents_only_ && parents.size() > 1) parents.resize(1);
      open.insert(open.end(), parents.begin(), parents.end());
      known_[id] = {.time = git_commit_time(commit.get()), .parents = std::move(parents)};
    }
    for (auto& [id, commit] : known_) {
      for (const std::string& parent : commit.parents) {
        if (const auto found = known_.find(parent); found != known_.end()) ++found->second.children;
      }
    }
  }

  const Repository::State& state_;
  bool first_parents_only_;
  std::map<std::string, Known> known_;
  std::set<std::string> unreadable_;
};

}  // namespace

base::Result<std::string> Repository::head() const {
  git_repository* repository = state_->repository.get();
  for (const char* name : {"HEAD", "refs/heads/main", "refs/heads/master"}) {
    git_oid id{};
    if (git_reference_name_to_id(&id, repository, name) == 0) return text_of(id);
  }
  const auto branches = made<BranchesHandle>(git_branch_iterator_new, repository, GIT_BRANCH_LOCAL);
  std::vector<std::string> heads;
  git_reference* next = nullptr;
  git_branch_t type{};
  while (branches && git_branch_next(&next, &type, branches.get()) == 0) {
    const ReferenceHandle branch(next);
    if (const git_oid* id = git_reference_target(branch.get())) heads.push_back(text_of(*id));
  }
  if (heads.size() == 1) return heads.front();
  if (heads.empty()) {
    return std::unexpected(base::Error{.problem = "cannot mine the repository",
                                       .why = "it has no commits",
                                       .what_to_do = "leave it out",
                                       .is_rejection = true});
  }
  return base::failure("cannot mine the repository", "its HEAD names no branch, and it has several",
                       "set the default branch with `git symbolic-ref HEAD refs/heads/NAME`");
}

base::Result<Walked> Repository::walk(bool first_parents_only) const {
  const auto start = head();
  if (!start) return std::unexpected(start.error());
  if (state_->is_incomplete()) return walk_with_gaps(*start, first_parents_only);
  const auto walker = made<WalkHandle>(git_revwalk_new, state_->repository.get());
  if (!walker) return std::unexpected(state_->unreadable("the history"));
  git_revwalk_sorting(walker.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  if (first_parents_only) git_revwalk_simplify_first_parent(walker.get());
  const git_oid oid = oid_of(*start);
  if (git_revwalk_push(walker.get(), &oid) != 0) return std::unexpected(state_->unreadable("the history"));
  Walked walked;
  git_oid id{};
  int status = 0;
  while ((status = git_revwalk_next(&id, walker.get())) == 0) walked.ids.push_back(text_of(id));
  if (status != GIT_ITEROVER) return std::unexpected(state_->unreadable("the history"));
  return walked;
}

base::Result<Walked> Repository::walk_with_gaps(const std::string& start, bool first_parents_only) const {
  GappedWalk walk(*state_, first_parents_only);
  Walked walked{.ids = walk.from(start)};
  for (const std::string& id : walk.unreadable()) {
    (void)state_->commit(id);  // libgit2 says why once more
    base::Error error = state_->unreadable("commit " + id);
    error.problem += " and what was done before it";
    if (walked.ids.empty()) return std::unexpected(std::move(error));
    walked.unreadable.push_back({id, std::move(error)});
  }
  return walked;
}

base::Result<Roots> Repository::roots() const {
  const auto walked = walk(false);
  if (!walked) return std::unexpected(walked.error());
  const auto is_gap = [&](const std::string& id) {
    return std::ranges::find(walked->unreadable, id, &Unreadable::id) != walked->unreadable.end();
  };
  Roots roots;
  git_time_t oldest = 0;
  for (const std::string& id : walked->ids) {
    const auto commit = state_->commit(id);
    if (!commit) return std::unexpected(state_->unreadable("commit " + id));
    if (!std::ranges::all_of(state_->parents(commit.get()), is_gap)) continue;
    const git_time_t time = git_commit_time(commit.get());
    if (roots.oldest.empty() || std::tie(time, id) < std::tie(oldest, roots.oldest)) {
      oldest = time;
      roots.oldest = id;
    }
    if (roots.first.empty() || id < roots.first) roots.first = id;
  }
  if (roots.oldest.empty()) return std::unexpected(state_->unreadable("the history"));
  return roots;
}

}  // namespace git_miner
