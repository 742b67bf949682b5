// Which files a search leaves out: those that .gitignore files name. Unlike ripgrep this holds without a
// `.git` folder too, because a workspace is often a copy without one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "glob_pattern.hpp"

namespace agent_tools {

class IgnoreRules {
 public:
  // The rules of one .gitignore; `folder` is its place relative to the workspace, "" or ending with "/".
  void add(std::string_view folder, std::string_view text);

  // Takes back the rules of the file added last.
  void remove_last();

  // `path` is relative to the workspace. The last rule that matches decides.
  bool ignores(std::string_view path, bool is_directory) const;

 private:
  struct Rule {
    std::string folder;
    GlobPattern pattern;
    bool negated, directories_only;
  };
  std::vector<Rule> rules_;
  std::vector<std::size_t> files_;  // number of rules before each file
};

}  // namespace agent_tools
