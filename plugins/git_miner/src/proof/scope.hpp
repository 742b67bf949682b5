// The packages that hold a change, and how cargo is told to build and test them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cargo/packages.hpp>

#include "change/change_set.hpp"

namespace git_miner {

struct Scope {
  std::vector<std::string> packages;  // sorted
  bool whole_workspace = false;
  bool is_reached = false;  // by a command that names no package
  bool all_features = false;

  bool has(const std::string& package) const;
  // What follows a subcommand: "", " -p demo", " --workspace --all-features".
  std::string flags() const;
};

// The package, of those given, whose folder holds a path; null if none does. Their folders are below /src.
const cargo::Package* owner_of(const std::vector<cargo::Package>& packages, std::string_view path);

// A small workspace is taken whole, as what uses the change is then built too. No packages where none holds a
// changed file.
Scope scope_of(const std::vector<cargo::Package>& packages, const ChangeSet& set);

}  // namespace git_miner
