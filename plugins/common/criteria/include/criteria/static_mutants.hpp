// The question that no lint answers: is this `'static` needed? The compiler does, when asked about the crate
// without it.
//
// A mutant is the crate with one `'static` weakened. It still compiles = the `'static` was unneeded. Which
// ones are tried, and why the others are not, says rust_code/static_lifetimes.hpp.
#pragma once

#include <string>
#include <vector>

#include <criteria/sources.hpp>
#include <rust_code/static_lifetimes.hpp>

namespace criteria {

struct StaticMutant {
  std::string path;
  std::string text;  // of the whole file, with the one edit made
  // If the mutant compiles. In a public item a bound may be there for later use: half a fault.
  Fault fault;
  rust_code::StaticUse use;
};

// In the order of files and text, at most `limit` in all.
std::vector<StaticMutant> static_mutants(const Sources& sources, std::size_t limit = 12);

// The files with the edits of all these made: uses that are unneeded one by one may need each other.
std::vector<rust_tasks::File> without_all(const Sources& sources, const std::vector<StaticMutant>& mutants);

}  // namespace criteria
