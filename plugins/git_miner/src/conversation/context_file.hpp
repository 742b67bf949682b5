// The file that defines what a change uses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

struct ContextFile {
  std::string path;
  std::string text;
  std::vector<LineRange> lines;  // of what the change uses there
};

// The unchanged file that the added lines name by a path (`crate::client::Client` is in src/client.rs or
// src/client/mod.rs) and that defines what the path ends with; else the one beside the changed files that
// defines most of the items which the added lines name, at least two and in at most 200 lines.
std::optional<ContextFile> context_file(const Repository& repository, const ChangeSet& set);

}  // namespace git_miner
