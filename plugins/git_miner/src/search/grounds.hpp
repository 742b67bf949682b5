// What new code takes for granted of the project, and what a request sets as a model: to be read, not only named.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "change/change_set.hpp"
#include "search/type_uses.hpp"

namespace git_miner {

// `entry.key` of new code.
struct FieldAccess {
  std::string path;     // of its file
  std::string value;    // `self`, `entry`, `self.graph`
  std::string field;    // `key`
  std::string type;     // of the value, as far as its function tells; "" = of the payload of `variant`
  std::string variant;  // whose pattern binds the value
  std::string member;   // the value is this field of a `type`: `graph` of `self.graph.edges`

  auto operator<=>(const FieldAccess&) const = default;
};

// An impl of a trait, or a function.
struct Model {
  bool is_impl = false;
  std::string name;  // of the trait or function
  std::string type;
  std::string near;  // its type or file has this in its name, whatever the case

  auto operator<=>(const Model&) const = default;
};

struct Grounds {
  std::map<std::string, std::set<std::string>> types;   // whose impls get functions: by name, the files
  std::map<std::string, std::set<std::string>> traits;  // that get impls: by name, what these define
  std::set<FieldAccess> fields;
  std::set<Model> models;
  TypeUses uses;
};

// Of code outside tests. What the change itself defines is left out.
Grounds grounds_of(const ChangeSet& set, std::string_view request);

// The type of the impl around a node, without references and arguments; "" outside of one.
std::string type_of_impl(const rust_code::SyntaxTree& tree, rust_code::NodeId inside);

// The definition of a type or trait begins with it: `struct Name`.
std::string definition_pattern(const std::string& keywords, const std::string& name);

// What a request says to be done alike: `Default for Value`, "based on map's method" of the functions that are new, and
// `Type::function`.
std::set<Model> models_in(std::string_view request, const std::set<std::string>& new_functions);

}  // namespace git_miner
