// The other files of a commit, where the changed ones do not tell.
#pragma once

#include <string>

#include <git_miner/repository.hpp>

namespace git_miner {

// Whether `test(path, text)` holds for one of a commit's files whose paths `is_asked` takes, in the order of the tree; the rest is
// not read. `if_unreadable` stands for what cannot be read, the tree too.
template <class IsAsked, class Test>
bool any_file(const Repository& repository, const std::string& commit, bool if_unreadable, IsAsked is_asked,
              Test test) {
  const auto files = repository.tree(commit);
  if (!files || !*files) return if_unreadable;
  for (const FileSide& side : **files) {
    if (!is_asked(side.path)) continue;
    const auto text = repository.blob_beside(side.id);
    if (text ? test(side.path, *text) : if_unreadable) return true;
  }
  return false;
}

inline bool is_rust_path(const std::string& path) { return path.ends_with(".rs"); }

}  // namespace git_miner
