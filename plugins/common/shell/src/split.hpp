// Splits a shell line into simple commands, each a list of words.
//
// Quotes are removed; redirections with their targets, comments and the bodies of here-documents are left
// out. Any text is accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <shell/commands.hpp>

namespace shell::detail {

struct Words {
  std::vector<std::string> words;
  Joint next = Joint::end;
};

std::vector<Words> split_commands(std::string_view line);

}  // namespace shell::detail
