// The whole command: from its words to what the process answers.
#pragma once

#include <string>
#include <vector>

#include <graph/exit_code.hpp>

namespace flowrun::cli {

// `words` are those after the program's name. Results go to stdout, everything else to stderr.
graph::ExitCode run_command_line(const std::vector<std::string>& words);

}  // namespace flowrun::cli
