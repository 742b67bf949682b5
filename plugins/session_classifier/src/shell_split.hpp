// Splits a shell line into simple commands, each a list of words.
//
// Quotes are removed; redirections with their targets, comments and the bodies of here-documents are left
// out. Any text is accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opencode::detail {

std::vector<std::vector<std::string>> split_commands(std::string_view line);

}  // namespace opencode::detail
