// The names that new code takes from elsewhere: neither the change nor the language gives them.
#pragma once

#include <set>
#include <string>

#include "change/added_lines.hpp"
#include "change/change_set.hpp"

namespace git_miner {

struct TakenName {
  std::string path;  // of its file
  std::string name;
  bool is_file = false;  // a text that may be the name of one of the project

  auto operator<=>(const TakenName&) const = default;
};

// Of the lines that a change adds, `added`, those of tests and of examples in the documentation too. Left out are names that
// the change defines or binds, that std offers, and names of few letters. Texts count where they name a file, or are digests.
std::set<TakenName> taken_names(const ChangeSet& set, const AddedLines& added);

}  // namespace git_miner
