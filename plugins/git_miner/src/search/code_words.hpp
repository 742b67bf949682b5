// The words of code.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// Lines of Rust without those that are comments or blank. They point into `text`.
std::vector<std::string_view> lines_of_code(std::string_view text);

// In lower case, `line` and `terminator` of LineTerminator and line_terminator; comments apart.
std::set<std::string> parts_of_names(std::string_view text);

// Two humps, an underscore, or long: a name that few places share.
bool is_distinctive(std::string_view name);

}  // namespace git_miner
