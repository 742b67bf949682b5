// The names of accounts in texts, beside their paths.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace session_classifier {

std::string lowered(std::string_view text);

class Accounts {
 public:
  // As written in a path: parts of `Petra Quillfeather` and `quillfeather@corp` are names as well.
  void add(const std::string& account);

  // In any letter case.
  bool knows(std::string_view account) const { return accounts_.contains(lowered(account)); }

  // The text with `user` in the place of the names; none if there is none.
  std::optional<std::string> hidden(std::string_view text) const;

 private:
  std::set<std::string> accounts_;  // whole, in small letters
  std::set<std::string> rare_;      // no ordinary words, in small letters: hidden wherever they stand
  std::set<std::string> common_;    // as written: hidden in positions of accounts
};

}  // namespace session_classifier
