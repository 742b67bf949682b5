// What went wrong while a user's store was read, in words that the user can act on.
#pragma once

#include <string>

namespace session_classifier {

struct Problem {
  std::string problem;  // names the file, database row or folder
  std::string why;
  std::string advice;  // what to do about it

  // "problem (why): what to do"
  std::string text() const { return problem + " (" + why + "): " + advice; }

  friend bool operator==(const Problem&, const Problem&) = default;
};

}  // namespace session_classifier
