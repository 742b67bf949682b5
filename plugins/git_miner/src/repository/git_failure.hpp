// What it means when git cannot fetch a repository.
#pragma once

#include <string>

#include <base/error.hpp>

#include "repository/git_program.hpp"
#include "repository/place.hpp"

namespace git_miner {

struct FetchFailure {
  base::Error error;       // a rejection where the repository is at fault, transient where the machine is
  bool is_damage = false;  // objects or refs of a repository on this machine are missing or damaged
};

// `name`: the repository's, for people. `place`: where git was sent. `version`: git's own.
FetchFailure explain(const std::string& name, const std::string& place, PlaceKind kind,
                     const GitProgram::Result& result, const std::string& version);

}  // namespace git_miner
