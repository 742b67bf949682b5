// What `flowrun COMMAND --help` says beside the options: one entry a command, in one table.
#pragma once

#include <string_view>

#include <CLI/CLI.hpp>

namespace flowrun::cli {

struct CommandHelp {
  std::string_view command;
  std::string_view about;       // what it does, in one or two sentences
  std::string_view example;     // a line that can be pasted in a checkout
  std::string_view exit_codes;  // those that it can give, each with its meaning
};

// Null where no entry has that name.
const CommandHelp* help_of(std::string_view command);

// Gives every sub-command of the program its text. A command without an entry keeps its own description.
void add_help(CLI::App& program);

}  // namespace flowrun::cli
