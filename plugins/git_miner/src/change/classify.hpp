// Which kind of work a commit was, from evidence in its change first and its message second.
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

#include "change/change_facts.hpp"
#include "change/message.hpp"

namespace git_miner {

using chat::Category;

// The classes that change what a program does: of them a test can tell.
constexpr bool is_fix_or_feature(Category category) {
  return category == Category::bug_fix || category == Category::feature;
}

struct Classification {
  Category category{};  // bug_fix, refactor, feature or dependency
  // The share of right ones among labelled commits whose class was as clear, 0 to 1.
  double confidence = 0;
  std::vector<std::string> evidence;  // what spoke for the chosen class, sorted
};

struct ClassifyOutcome {
  double margin = 0;      // of the best score over the second
  bool is_clear = false;  // the best score is 3 or more, and at least 1.5 above the second
  Classification best;
  std::string
      scores;  // "bug_fix 2 (at least 3), feature 1 (at least 1.5 less)": the best two, and what they should be
};

ClassifyOutcome classify(const Message& message, const ChangeFacts& facts);

// Of a change that touches no manifest: false where its message alone keeps every class from being clear.
bool may_be_of_a_class(const Message& message);

}  // namespace git_miner
