// Output of `cargo clippy --keep-going` in an order that does not depend on which target was checked first.
#pragma once

#include <string>

namespace git_miner {

// What cargo is at comes first, then what the compiler found, by file, line and column and each once, then which packages
// could not be compiled. How many warnings each target has is left out: a library and its tests share them, and who tells
// them is chance. Anything else stays with what it stands behind.
std::string ordered_diagnostics(const std::string& output);

}  // namespace git_miner
