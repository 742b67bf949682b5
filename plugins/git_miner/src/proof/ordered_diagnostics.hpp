// Output of `cargo clippy --keep-going` in an order that does not depend on which target was checked first.
#pragma once

#include <string>
#include <string_view>

namespace git_miner {

inline constexpr std::string_view lint_command = "cargo clippy";
inline bool is_lint(std::string_view command) { return command.starts_with(lint_command); }

// What cargo is at comes first, then what the compiler found, by file, line and column and each once, then which packages
// could not be compiled. How many warnings each target has is left out: a library and its tests share them, and who tells
// them is chance. Anything else stays with what it stands behind.
std::string ordered_diagnostics(const std::string& output);

}  // namespace git_miner
