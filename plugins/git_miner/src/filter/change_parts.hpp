// A change parted by what it touches, and the names by which the parts hang together.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"

namespace git_miner {

using Names = std::set<std::string_view>;

// What the change does to an item in one place: all of an item that comes or goes, else changes that stand together.
struct ChangePart {
  const ChangedFile* file = nullptr;
  const rust_code::Item* item = nullptr;       // of the after side where it is there; none outside of items
  const rust_code::Item* container = nullptr;  // of that
  std::size_t line = 0;                        // where it begins, of the after side, from 1
  bool is_test = false;
  bool is_import = false;  // or the declaration of a module
  bool is_moved = false;   // an import that stands elsewhere, and nothing else
  bool is_new = false, is_gone = false;
  bool only_adds = false;           // nothing of the code that was there goes
  bool is_other_signature = false;  // or new, or gone
  std::string edit;    // which tokens there are more or fewer of: equal of what is done in the same way
  Names own;           // of the item
  Names used;          // in the changed lines of either side
  Names around;        // in all of the item, on the side where `item` is
  Names gained, lost;  // oftener or more seldom there than before
  Names changed;       // both
  Names ordinary;      // likewise, of what every program has; it links nothing
  Names shared;  // of `changed`, what means the same in other items: types, fields, what is called, texts
};

// Of Rust files, by place. Comments and layout make no part. The set must outlive the parts.
std::vector<ChangePart> parts_of(const ChangeSet& set);

// Whether two sets have a name in common.
bool meet(const Names& a, const Names& b);

// The names in the name of an item: `<Table as Display>` has two. Not what every program has.
Names names_of(const rust_code::Item& item);

}  // namespace git_miner
