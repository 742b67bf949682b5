// What a change says to users of what it adds: who asks for an option decides what its help says.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

// Of an item's documentation.
struct ItemHelp {
  std::string all;    // prose and lists before the first heading or example
  std::string first;  // paragraph
  std::string
      example;  // code of the first that rustdoc builds, with the lines that it hides; "" where it is long
};

struct HelpTexts {
  std::map<std::string, std::string> options;  // by long name, without "--"
  std::map<std::string, ItemHelp> items;       // public ones, by path
};

// Of options that the added lines declare (clap and structopt, builders and derives), and of the documentation of added
// public items; tests apart. Of several with a name the first.
HelpTexts help_texts_of(const ChangeSet& set);

// "The help of `--length` should say: \"..\"" of each option, and of the items that a text names; of few items of all,
// unless the text names what it wants. Of an item all of it, so that it is told what comes out where that is not plain,
// or the first paragraph where the rest is refused; what is refused altogether is left out. Its example comes with it, since
// that is how it is to be called.
std::vector<std::string> wanted_help(const HelpTexts& help, const std::string& text, bool names_wanted,
                                     const std::function<bool(std::string_view)>& is_refused);

}  // namespace git_miner
