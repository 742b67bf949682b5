// What a message says it is after, by its words.
#pragma once

#include <string>
#include <vector>

#include "change/message.hpp"

namespace git_miner {

// Each "" where the message does not say so, else the word that says it.
struct Intent {
  std::string repair;       // the subject begins with it: "fix", "prevent"
  std::string addition;     // likewise: "add", "support"
  std::string removal;      // likewise: "remove", where nothing says that it was not needed
  std::string reshaping;    // in the subject: "extract", "simplify", "unnecessary"
  std::string fault;        // in the subject: "panics", "wrong"
  std::string fault_below;  // in the body
  std::string
      behaviour;  // in the subject: "don't localize", "no longer", "only when"; what the program does is another
  std::string diagnostic;  // of the compiler or clippy, in the body
  std::string lint_below;  // "clippy" in the body, where no diagnostic is
  // In the subject: what is no work on the behaviour or the shape of the code.
  std::string chore;    // documentation, lints, layout, spelling, tests, builds
  std::string speed;    // "faster", "performance"
  std::string upgrade;  // "update to", "migrate"
};

Intent intent_of(const Message& message);

}  // namespace git_miner
