// Names that only a change knows: a request made before it cannot have them.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

// Of a text: identifiers in inline and fenced code; of the rest what is shaped like a name (`a_b`, `a::b`, `f()`,
// `AnyType`, `--option`, a path); each without its `--`, `()` and path.
std::vector<std::string> names_in(std::string_view text);

// Options that a message spells: `--no-color`.
std::vector<std::string> options_in(const Message& message);

// Words and names that hyphens join, of the changed files after the change, tests and comments of Rust apart, and of
// their paths; none that a changed file had before.
std::set<std::string> words_brought(const ChangeSet& set);

// A name is the change's own where its added lines, or the paths of its new files, have it, and no file of the parent
// has it. Names that neither has are the world's (a function of std). Reads the parent's tree when first asked about
// a name that the changed files did not have before. Not thread-safe, nor are
// its copies beside each other.
class NewNames {
 public:
  // Both must outlive it.
  NewNames(const Repository& repository, const ChangeSet& set);

  // From now on these are known: what a request is about.
  void allow(std::string_view text);

  // The first name in a text that is the change's own.
  std::optional<std::string> first_in(std::string_view text) const;

  // Whether a word, in lower case, stands in the parent, but not everywhere.
  bool is_rare(std::string_view word) const;

 private:
  bool is_new(const std::string& name) const;
  bool parent_has(const std::string& name) const;
  const std::vector<std::string>& texts() const;

  const Repository& repository_;
  const std::string parent_;
  std::set<std::string> added_;
  std::set<std::string> allowed_;
  struct Parent {
    std::optional<std::vector<std::string>> texts;
    std::optional<std::string> lower;  // all of them, in lower case
  };
  std::shared_ptr<Parent> parent_texts_ = std::make_shared<Parent>();  // copies read them once
};

}  // namespace git_miner
