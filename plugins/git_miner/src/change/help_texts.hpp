// What a change says to users of what it adds: who asks for an option decides what its help says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

struct HelpTexts {
  std::map<std::string, std::string> options;  // by long name, without "--"
  std::map<std::string, std::string> items;    // public ones, by path
};

// Of options that the added lines declare (clap and structopt, builders and derives), and the first paragraph of the
// documentation of added public items; tests apart. Of several with a name the first.
HelpTexts help_texts_of(const ChangeSet& set);

// "The help of `--length` should say: \"..\"" of each option, and of the items that a text names; of few items of all,
// unless the text names what it wants.
std::vector<std::string> wanted_help(const HelpTexts& help, const std::string& text, bool names_wanted);

}  // namespace git_miner
