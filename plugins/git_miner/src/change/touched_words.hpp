// What stands where a change is made, before it: a request that names none of it leads somewhere else.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "change/change_set.hpp"
#include "change/line_index.hpp"

namespace git_miner {

// Of sources alone, tests apart: the paths of the changed files; the items around changed lines, the innermost with
// its text; for what is added, the names of what stands beside it.
class TouchedWords {
 public:
  // Whether few lines of the whole project have a word.
  using Rarity = std::function<bool(const std::string&)>;

  TouchedWords(const ChangeSet& set, Rarity is_rare);

  // Whether a text names something of that place: by a name as it is spelt there, by two words that are one name there
  // ("char panel" is `char_panel`), by the name of an item or module, or by a word that is rare elsewhere.
  bool lead_from(std::string_view text) const;

  // Whether a text has a name that the added lines have.
  bool add_name_of(std::string_view text) const;

 private:
  void add_file(const ChangedFile& file);
  void add_place(const ChangedFile& file, const LineIndex& index, const LineRange& lines);  // before
  void add_code(std::string_view code);
  void add_title(std::string_view name);

  Rarity is_rare_;
  std::set<std::string> names_;   // whole, in lower case, with `_` for `-`
  std::set<std::string> words_;   // that names are made of
  std::set<std::string> titles_;  // likewise, of items and modules
  std::set<std::string> added_;   // names
};

}  // namespace git_miner
