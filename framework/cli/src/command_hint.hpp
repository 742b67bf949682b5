// The command to go on with, as a person can paste it into a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"

namespace flowrun::cli {

// The word as a POSIX shell reads it back: as it is, or in single quotes.
std::string shell_quoted(std::string_view word);

// "flowrun [COMMAND] FILE MORE... --profile P --set NAME=VALUE --store DIR --out DIR --plugin-dir DIR" with those of the
// user's options that are not the default. `command` is "" for a run.
std::string command_hint(std::string_view command, const FileOptions& options,
                         const std::vector<std::string>& more = {});

}  // namespace flowrun::cli
