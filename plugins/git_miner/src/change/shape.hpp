// How a change reshaped code that was there: what tells a refactoring from new behaviour.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

// Of the Rust files, tests and comments apart. Tokens are compared without regard to layout.
struct Shape {
  // Nothing but names that the changed files declare changed, each to the same other one everywhere: by old name.
  // Tests count, imports do not.
  std::map<std::string, std::string> renamed;
  // Items that stand elsewhere with the tokens they had (visibility apart), and the share that their tokens have
  // among those of all items that are new where they stand.
  std::vector<std::string> moved;
  double moved_share = 0;
  std::vector<std::string>
      extracted;                     // new functions that hold code which functions lost, and that these call
  std::vector<std::string> inlined;  // the reverse
  // Strings, numbers and characters that no changed file had before, 0, 1, "" and booleans apart; strings compared
  // without the insides of their placeholders.
  std::set<std::string> new_literals;
  std::set<std::string> lost_literals;  // likewise: that no changed file has any more
  std::ptrdiff_t tokens = 0;            // more than before
  std::ptrdiff_t branches = 0;          // likewise: conditions, loops, arms, early returns
  std::ptrdiff_t errors = 0;            // likewise: places that make an error
  std::ptrdiff_t panics = 0;     // likewise: `unwrap`, `expect` and macros that panic where they are reached
  std::ptrdiff_t fallbacks = 0;  // likewise: calls that give another value where there is none
  bool drops_branches = false;   // of a function that loses code and gets none: conditions, loops or arms go
  bool same_code = true;         // attributes, imports and paths in front of names at most differ
  bool same_signatures = true;   // of the items that are on both sides
  bool same_tests = true;        // strings and numbers of tests: what they expect
  bool same_attributes = true;   // those apart that no run can tell: documentation, lints, derives
  // Not so where one of `==`, `!=`, `<`, `>`, `<=`, `>=` becomes more often and another less.
  bool same_comparisons = true;
  // Not so where a call comes that sorts, reverses, filters or cuts off and no line that goes has one like it, or where what
  // is sorted is made otherwise: elements of another type, or mapped more or less often.
  bool same_order = true;
};

Shape shape_of(const ChangeSet& set);

}  // namespace git_miner
