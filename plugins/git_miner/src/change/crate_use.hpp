// What new code takes from a new dependency.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/added_lines.hpp"

namespace git_miner {

struct CrateUse {
  std::string crate;  // its key in the manifest
  std::string file;   // the first whose added lines outside tests name it
  std::vector<std::string>
      names;  // `formatcp!`, `Parser`, `fs::read`: what is taken, as far as paths tell; at most three
};

// None if no added line outside tests names the crate.
std::optional<CrateUse> use_in_added_lines(const ChangeSet& set, const AddedLines& added,
                                           const std::string& key);

// Whether any Rust file of a commit names the crate.
bool is_used(const Repository& repository, const std::string& commit, const std::string& key);

// "serde-json" is `serde_json` in code.
std::string code_name(std::string key);

}  // namespace git_miner
