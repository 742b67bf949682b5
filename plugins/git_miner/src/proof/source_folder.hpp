// A commit's files in a folder that only we write to, brought from one commit to the next as a checkout does:
// what stays the same keeps its time, so that cargo compiles again what the change touches, and that alone.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <git_miner/repository.hpp>
#include <git_miner/verify.hpp>

namespace git_miner {

// A relative path without steps upwards, and nothing of git.
bool is_inside(std::string_view path);

// Makes `folder` hold the commit's files with those of `instead` in their place or beside them, and nothing
// else: no submodules, no links that lead out, no path of git's own. The reason says why it cannot be: the
// commit is too large, or has a path that this system cannot hold. No other program may write there.
base::Result<std::optional<Unproved>> bring_to(const std::filesystem::path& folder,
                                               const Repository& repository, const std::string& commit,
                                               const std::map<std::string, std::string>& instead,
                                               const std::stop_token& stop);

}  // namespace git_miner
