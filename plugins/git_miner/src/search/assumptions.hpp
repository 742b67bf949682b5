// What new code takes for granted that types alone would tell: things of other crates, functions of traits, methods of what
// fields hold, macros; and any other name that comes from elsewhere.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "change/added_lines.hpp"
#include "change/change_set.hpp"
#include "search/taken_names.hpp"

namespace git_miner {

// `itertools::assert_equal`, in code or in a `use`. Only a manifest tells whether it begins with a crate.
struct CrateName {
  std::string path;   // of its file
  std::string crate;  // as code spells it
  std::string name;   // "" = the crate alone

  auto operator<=>(const CrateName&) const = default;
};

// A function that an impl of a trait gets.
struct TraitFunction {
  std::string path;  // of its file
  std::string trait;
  std::string name;

  auto operator<=>(const TraitFunction&) const = default;
};

// `self.inner.context.remove(..)` in an impl of a type.
struct MethodUse {
  std::string path;  // of its file before the change
  std::string type;
  std::vector<std::string> fields;  // inner, context
  std::string method;
  std::string spelling;  // up to the method's name

  auto operator<=>(const MethodUse&) const = default;
};

// `expect!(..)`.
struct MacroUse {
  std::string path;  // of its file
  std::string name;

  auto operator<=>(const MacroUse&) const = default;
};

struct Assumptions {
  std::set<CrateName> crates;
  std::set<TraitFunction> trait_functions;
  std::set<MethodUse> methods;  // outside tests
  std::set<MacroUse> macros;
  std::set<TakenName> names;
};

// Of the lines that a change adds, `added`. Left out is what std has, too.
Assumptions assumptions_of(const ChangeSet& set, const AddedLines& added);

// Those of one file of tests.
Assumptions assumptions_in(const Assumptions& all, const std::string& path);

}  // namespace git_miner
