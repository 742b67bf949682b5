// What the first word of the command line is: a command, an option of `run`, or a pipeline file.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <base/error.hpp>

namespace flowrun::cli {

// The arguments with the command `run` put before a file or an option. The error says that the first word is neither
// known nor a file, and what may be meant; scripts/lib/command_line.sh uses the same words. `arguments` is not empty.
base::Result<std::vector<std::string>> with_command(std::vector<std::string> arguments,
                                                    const CLI::App& program);

// What to do about a command line that was refused: the option of the chosen command that an unknown one may stand for, else
// where to read on.
std::string help_for_unknown_option(const CLI::App& program);

}  // namespace flowrun::cli
