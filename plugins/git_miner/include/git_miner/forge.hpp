// The repositories of an owner on a forge that hold a crate or a workspace: those with a Cargo.toml in their root.
//
//   GET orgs/NAME/repos, page by page ──> not a fork, not archived, not empty ──> GET contents/Cargo.toml ──> clone URL
//
// What a repository was found to hold is kept until something is pushed to it, so that listing the same again takes one
// request a page. The token stands in no URL and no argument of a program; git brings its own credentials.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>

namespace git_miner {

enum class ForgeKind { none, github, gitea };
constexpr auto enum_names(ForgeKind) { return base::names("none", "github", "gitea"); }

struct Forge {
  ForgeKind kind = ForgeKind::none;
  std::string url;    // of the API of GitHub, of the server of Gitea or Forgejo; "" = that of github.com
  std::string owner;  // an organisation or a user
  std::string token;  // "" = none
  bool forks_too = false;
  bool archived_too = false;
};

struct ForgeRepositories {
  std::vector<std::string> urls;  // to clone, sorted
  std::string note;               // not empty: why they are those of the last time
};

// `cache` and `scratch` are existing folders. Waits where the server asks to, for five minutes at most. Errors: no curl on
// the PATH, no such owner, no access, a server that answers otherwise than its kind does; transient ones where it cannot be
// reached or refuses for now, and nothing is known from before.
base::Result<ForgeRepositories> list_repositories(const Forge& forge, const std::filesystem::path& cache,
                                                  const std::filesystem::path& scratch,
                                                  std::stop_token stop = {});

}  // namespace git_miner
