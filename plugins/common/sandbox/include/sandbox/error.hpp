// Why the sandbox itself could not do its work. What the command did wrong is an Outcome, never an Error.
#pragma once

#include <string>

namespace sandbox {

struct Error {
  std::string problem;
  std::string why;
  std::string what_to_do;

  // "problem (why): what to do"
  std::string text() const { return problem + " (" + why + "): " + what_to_do; }
};

}  // namespace sandbox
