// Own copies of the user's repositories: bare, as complete as the place, in a cache folder.
//
//   place: a work tree, a bare repository, a .bundle file or a URL
//     │ git clone --mirror, later git fetch    (no prompts, no hooks, no submodules, fsck, a wall limit)
//     ▼
//   cache/<digest of the place>.git            read by libgit2, see repository.hpp
//
// git is the only program that touches a foreign repository. A mirror is made aside, in a folder with a name
// of its own, and renamed, so that one that is there is complete; a lock file lets one process at a time
// write it; locks of git that a killed process left in it are taken away first.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace git_miner {

struct MirrorOptions {
  std::filesystem::path cache;              // an existing folder
  std::chrono::milliseconds wall{600'000};  // of each run of git
};

struct Mirror {
  std::filesystem::path path;
  // For people and metadata: a URL without credentials and query (that of the place's remote `origin` where
  // it has one), else the last part of the path without .git and .bundle. Never a machine path.
  std::string name;
  // Equal for all names, copies and forks of one repository: digest of its oldest root commit.
  std::string identity;
  // That of its examples, and of the sessions in it: see chat/repository_group.hpp.
  std::string group;
  // Not empty: why the mirror may be older than the place, or is not all of its history.
  std::string note;
  std::string damage;  // of the place, in git's words; empty: there is none
};

// A shallow clone is mirrored as it is. A damaged repository on this machine is copied file by file, so that what can be
// read of it can be mined (see Repository); such mirrors are made anew at each call.
//
// Rejections: not a repository, no commits, a partial or damaged repository. Other errors: no git, nothing at the place, a
// format that this git or libgit2 cannot read, another user's repository, no access, time-out, no room. When a URL cannot be reached and its mirror is there, that is used, with a
// note. Safe from several threads and processes at once.
base::Result<Mirror> update_mirror(std::string_view place, const MirrorOptions& options,
                                   std::stop_token stop = {});

// The name of a place as above, as far as its text tells.
std::string name_of_place(std::string_view place);

}  // namespace git_miner
