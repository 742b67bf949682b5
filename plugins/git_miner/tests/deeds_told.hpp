// What the agent says that it did to files and items, against the files before and after: the part of justified.hpp that
// reads remarks and the report. It counts items by name, and knows nothing of how the sentences were made.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner::test {

class DeedsTold {
 public:
  void say(std::string_view text, bool is_report);
  void touched(const std::string& path) {
    touched_.insert(path);
  }  // by an edit, a write, a move or a removal

  // Of sentences that begin with "I", "In", "Adding", "New in", "Removing", "Renaming", "Moving" or "A new file":
  //
  //   added `a`              more items of that name are there after than before
  //   removed `a`            fewer
  //   changed `a`            before and after there is one
  //   renamed `a` to `b`     fewer of the first, more of the second; so with "replaced `a` by `b`"
  //   moved `a` from `f`     fewer in that file, more in the other
  //   added the file `f`     it was not there; so with "In the new file `f`"
  //
  // and of the report, where there is one, that it names each file that was touched, and no other.
  std::vector<std::string> untrue(const std::map<std::string, std::string>& before,
                                  const std::map<std::string, std::string>& after) const;

 private:
  std::vector<std::string> sentences_;
  std::string report_;
  std::set<std::string> touched_;
};

}  // namespace git_miner::test
