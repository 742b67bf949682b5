// Types and traits of the project that new code names, and the methods that it calls beside them.
#pragma once

#include <map>
#include <set>
#include <string>

#include "change/added_lines.hpp"
#include "change/change_set.hpp"

namespace git_miner {

// `graph::stable::Neighbors` of new code.
struct TypeUse {
  std::string path;      // of its file before the change
  std::string name;      // `Neighbors`
  std::string module;    // `stable`: the last name in front; "" = none
  std::string spelling;  // as it is written
  bool is_twin =
      false;  // the change brings a type of this name: where a module stands in front another is meant
  bool is_imported = false;         // by a `use` that comes, no more
  bool is_built = false;            // by its fields: `Neighbors { at: .. }`
  std::set<std::string> functions;  // called by it: `new` of `Neighbors::new`

  auto operator<=>(const TypeUse&) const = default;
};

struct TypeUses {
  std::set<TypeUse> types;
  std::map<std::string, std::set<std::string>>
      methods;  // `f` of `x.f()`, by the path of the file before the change
};

// Of the lines that a change adds, `added`, outside tests; in tests the types alone that are built there, by their fields or
// a function. Left out are names that std has, too, and unqualified ones of
// types that come with the change.
TypeUses type_uses_of(const ChangeSet& set, const AddedLines& added);

}  // namespace git_miner
