// Small faults put into correct code, to see whether its tests notice.
#pragma once

#include <string>
#include <vector>

#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {

struct Mutant {
  std::string file;
  std::string text;         // the whole file
  std::string description;  // place and what stands there now: "src/lib.rs:12: ` != `"
};

// At most `limit`, in an order that is the same for the same files: comparisons, bodies that give a default,
// numbers and truth values, dropped calls, texts (those of attributes, too). Never in tests or comments. Some
// do not compile.
std::vector<Mutant> mutants_of(const Files& files, std::size_t limit);

}  // namespace synthetic_generator
