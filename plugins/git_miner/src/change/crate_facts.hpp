// What the crate that a file belongs to says about itself, at one commit.
#pragma once

#include <string>
#include <string_view>

#include <git_miner/repository.hpp>

#include "change/manifest.hpp"

namespace git_miner {

struct CrateFacts {
  std::string manifest_path;  // "" if there is none
  std::string edition;        // "2015" where a manifest says nothing, as cargo has it
  std::string licence;        // SPDX expression, "" if none is known
};

// By the nearest manifest with a package above `path`, then the workspace around it. The licence is what `license` says,
// the package's own or the workspace's; else that of `license-file`; else of the texts of LICENSE and COPYING files in
// the nearest folder that has any, all of which count. A folder of the package with such files of its own adds theirs.
CrateFacts crate_facts(const Repository& repository, const std::string& commit, std::string_view path);

// Whether the crate of a file has a library: src/lib.rs, or a manifest that names another. Where there is no manifest
// it may have.
bool is_of_library(const Repository& repository, const std::string& commit, std::string_view path);

}  // namespace git_miner
