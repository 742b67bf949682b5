// Why a repository or a commit could not be mined, in words that the user can act on.
#pragma once

#include <string>

namespace git_miner {

struct Problem {
  std::string problem;
  std::string why;
  std::string what_to_do;
  bool transient = false;  // may well be gone at the next try

  // "problem (why): what to do"
  std::string text() const { return problem + " (" + why + "): " + what_to_do; }
};

}  // namespace git_miner
