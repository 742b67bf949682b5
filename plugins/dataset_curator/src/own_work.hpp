// What an example teaches of its own, apart from the frame that many examples share (system prompt, tools) and from what it
// was shown (files read, outputs, earlier turns).
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

struct CodeChange {
  std::string path;
  std::string text;   // what the edit puts in, or the whole file that is written
  std::string added;  // its lines that were not there before
};

struct OwnWork {
  std::string request;  // the user's messages of the turn that is learnt
  std::string told;     // what the learnt messages say, and the commands that they run
  std::vector<CodeChange> changes;
  std::string shown;  // all other text: context, files and outputs, and what was searched and read
};

// Pure; any thread. Arguments that are no JSON count as told.
OwnWork own_work(const chat::Example& example);

}  // namespace dataset_curator
