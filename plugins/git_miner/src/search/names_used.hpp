// The names that code uses and defines, by syntax.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <git_miner/repository.hpp>
#include <rust_code/source_file.hpp>

namespace git_miner {

// How a name is written where it is used, which tells what its definition looks like.
enum class NameUse {
  call,   // `f(`, `x.f(`, `T::f(`
  field,  // `x.f`, `T { f: .. }`
  other,  // a type, variant, constant, macro or module
};

struct UsedName {
  std::string name;
  NameUse use{};

  auto operator<=>(const UsedName&) const = default;
};

// Of the code that begins in some lines of a file, once each, in order. Left out are local variables, parameters and
// lifetimes, what the lines define, and names that std has as well, of which nobody can tell whose they are.
std::vector<UsedName> names_used(const rust_code::SourceFile& file, const std::vector<LineRange>& lines);

// All names in some lines of a file where they do not define what they name, those of local variables too: a function
// may be handed on like one.
std::set<std::string> names_in(const rust_code::SourceFile& file, const std::vector<LineRange>& lines);

// The items, variants and fields whose name stands in some lines of a file.
std::vector<std::string> names_defined(const rust_code::SourceFile& file,
                                       const std::vector<LineRange>& lines);

}  // namespace git_miner
