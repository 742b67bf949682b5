// The lines that a change brings, as opposed to those that it moves.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "change/change_set.hpp"

namespace git_miner {

class AddedLines {
 public:
  // A line of an after side is moved, not added, where the change deletes an equal one (blanks at its ends
  // apart).
  explicit AddedLines(const ChangeSet& set);

  // `line` of the after side, from 0.
  bool hold(const ChangedFile& file, std::size_t line) const;

  // The added lines of `text`, which has the lines of the file's after side.
  std::string of(const ChangedFile& file, const std::string& text) const;

 private:
  std::map<std::string, std::set<std::size_t>> lines_;  // by path
};

}  // namespace git_miner
