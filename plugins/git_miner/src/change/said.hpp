// Whether a text speaks of a name.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// The words of a text that tell something, and all in its code (between `). They match in any form: "printing" is of `print_all` and `PrintAll`.
class Said {
 public:
  explicit Said(std::string_view text);

  // Whether a word of the text is one of those that a name, or a text, is made of.
  bool holds_part_of(std::string_view name) const;
  // Whether all are, but for those that any text has.
  bool holds_all_of(std::string_view name) const;
  // Likewise, where the words of other names that the text has do not count: `find_any_edge` is not `find_edge`.
  bool speaks_of(std::string_view name) const;

 private:
  void add(std::string_view text, bool is_code);
  bool holds_all(const std::vector<std::string>& parts) const;

  std::set<std::string> alone_;               // of all words that stand alone, the common ones too
  std::set<std::string> roots_;               // of all words
  std::set<std::string, std::less<>> names_;  // of several words
};

}  // namespace git_miner
