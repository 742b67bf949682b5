// Whether what a commit changed may be learnt from: the licence of each changed path, and who owns the repository.
#pragma once

#include <optional>
#include <string>

#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>

#include "change/change_set.hpp"

namespace git_miner {

// Whether the repository, named as in Mirror, belongs to one of `own`: an owner ("acme", on any host) or a place that its
// repositories are below ("github.com/acme"). Letter case does not count. Never where its name is no URL.
bool is_own(std::string_view repository, const std::set<std::string>& own);

struct Rights {
  std::string licence;       // of all changed paths together; "" if one is not known
  std::optional<Drop> drop;  // why it may not be learnt from
};

// Both sides of each change count, each with the package that it belonged to.
Rights rights_of(const Repository& repository, const std::string& name, const ChangeSet& set,
                 const Options& options);

// A repository, a commit or a changed path that the options block.
std::optional<Drop> blocked_commit(const std::string& repository, const std::string& commit,
                                   const Options& options);
std::optional<Drop> blocked_path(const ChangeSet& set, const Options& options);

}  // namespace git_miner
