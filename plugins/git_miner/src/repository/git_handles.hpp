// Owners of libgit2's objects, and its errors as problems.
#pragma once

#include <memory>
#include <string>

#include <git2.h>

namespace git_miner {

template <class T, void (*Free)(T*)>
struct FreeGit {
  void operator()(T* object) const { Free(object); }
};
template <class T, void (*Free)(T*)>
using GitHandle = std::unique_ptr<T, FreeGit<T, Free>>;

using RepositoryHandle = GitHandle<git_repository, git_repository_free>;
using CommitHandle = GitHandle<git_commit, git_commit_free>;
using TreeHandle = GitHandle<git_tree, git_tree_free>;
using EntryHandle = GitHandle<git_tree_entry, git_tree_entry_free>;
using BlobHandle = GitHandle<git_blob, git_blob_free>;
using ObjectsHandle = GitHandle<git_odb, git_odb_free>;
using DiffHandle = GitHandle<git_diff, git_diff_free>;
using PatchHandle = GitHandle<git_patch, git_patch_free>;
using WalkHandle = GitHandle<git_revwalk, git_revwalk_free>;
using ReferenceHandle = GitHandle<git_reference, git_reference_free>;
using BranchesHandle = GitHandle<git_branch_iterator, git_branch_iterator_free>;

// For `call(&raw, ...)` in libgit2's style: `made<CommitHandle>(git_commit_lookup, repository, &id)`, null on
// failure.
template <class Handle, class Make, class... Arguments>
Handle made(Make make, Arguments... arguments) {
  typename Handle::pointer raw = nullptr;
  if (make(&raw, arguments...) != 0) return {};
  return Handle(raw);
}

inline std::string last_git_error() {
  const git_error* error = git_error_last();
  return error && error->message ? error->message : "libgit2 does not say why";
}

}  // namespace git_miner
