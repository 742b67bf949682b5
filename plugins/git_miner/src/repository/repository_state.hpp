// What a Repository holds: libgit2's handle, and what is known of gaps in it.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <base/printable.hpp>
#include <git_miner/repository.hpp>

#include "repository/git_handles.hpp"

namespace git_miner {

inline git_oid oid_of(const std::string& id) {
  git_oid oid{};
  git_oid_fromstr(&oid, id.c_str());
  return oid;
}

inline std::string text_of(const git_oid& oid) {
  if (git_oid_is_zero(&oid)) return "";
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &oid);
  return text;
}

// Ends a comparison of trees that has grown too large: few objects can name any number of files.
struct DiffWalk {
  static constexpr std::size_t most_steps = 1'000'000;
  std::size_t most_deltas = 0;
  std::size_t deltas = 0, steps = 0;

  bool is_too_long() const { return deltas > most_deltas || steps > most_steps; }

  static int count_delta(const git_diff*, const git_diff_delta*, const char*, void* walk) {
    auto& self = *static_cast<DiffWalk*>(walk);
    return ++self.deltas > self.most_deltas ? GIT_EUSER : 0;
  }
  static int count_step(const git_diff*, const char*, const char*, void* walk) {
    return ++static_cast<DiffWalk*>(walk)->steps > most_steps ? GIT_EUSER : 0;
  }
};

struct Repository::State {
  RepositoryHandle repository;
  std::set<std::string> cut_off;      // commits of a shallow clone whose parents are not there
  bool is_damaged = false;            // a copy of a damaged repository
  std::optional<base::Error> damage;  // see take_damage

  bool is_incomplete() const { return is_damaged || !cut_off.empty(); }

  // Notes that something cannot be read, which libgit2 said last.
  base::Error unreadable(const std::string& what) {
    base::Error error{"cannot read " + base::printable_line(what), base::printable_line(last_git_error())};
    const git_error* last = git_error_last();
    if (last && (last->klass == GIT_ERROR_NOMEMORY || last->klass == GIT_ERROR_OS)) {
      error.what_to_do = "try again when the machine has less to do";
      error.is_transient = true;
    } else if (is_damaged) {
      error.what_to_do =
          "fetch what is missing from another clone (`git fsck` names it), or leave the commit out";
      error.is_rejection = true;
      error.is_transient = true;  // no fingerprint shows it when the object is mended
    } else {
      error.what_to_do = "the mirror is damaged: remove it, it is made anew at the next run";
      error.is_transient = true;
    }
    if (!damage) damage = error;
    return error;
  }

  // Whether a path could not be looked up because of an object, not because there is no such path.
  static bool is_damage() {
    const git_error* error = git_error_last();
    return error && error->klass != GIT_ERROR_TREE;
  }

  std::vector<std::string> parents(const git_commit* commit) const {
    std::vector<std::string> ids;
    if (cut_off.contains(text_of(*git_commit_id(commit)))) return ids;
    for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
      ids.push_back(text_of(*git_commit_parent_id(commit, i)));
    return ids;
  }

  CommitHandle commit(const std::string& id) const {
    const git_oid oid = oid_of(id);
    return made<CommitHandle>(git_commit_lookup, repository.get(), &oid);
  }

  TreeHandle tree(const std::string& id) const {
    const auto found = commit(id);
    return found ? made<TreeHandle>(git_commit_tree, found.get()) : TreeHandle();
  }

  // Against the first parent, or nothing. Null if a tree cannot be read, and where `walk` became too long.
  DiffHandle diff(const std::string& id, DiffWalk& walk) const {
    const auto child = commit(id);
    if (!child) return {};
    const auto child_tree = made<TreeHandle>(git_commit_tree, child.get());
    if (!child_tree) return {};
    TreeHandle parent_tree;
    if (const auto before = parents(child.get()); !before.empty()) {
      parent_tree = tree(before.front());
      if (!parent_tree) return {};
    }
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_INCLUDE_TYPECHANGE;
    options.context_lines = 0;
    options.max_size = 1 << 20;
    options.notify_cb = DiffWalk::count_delta;
    options.progress_cb = DiffWalk::count_step;
    options.payload = &walk;
    return made<DiffHandle>(git_diff_tree_to_tree, repository.get(), parent_tree.get(), child_tree.get(),
                            static_cast<const git_diff_options*>(&options));
  }
};

}  // namespace git_miner
