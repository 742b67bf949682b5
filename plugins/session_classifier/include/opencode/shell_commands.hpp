// The programs that a shell command line runs, so that `cargo test` counts at command position only: behind
// `&&`, `;`,
// `|`, assignments and wrappers such as `time`, but not in quotes, comments, here-documents or as an
// argument.
//
// An approximation of POSIX sh that never fails: what it does not understand it takes as words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opencode {

struct ShellCommand {
  std::string program;                 // without folder and `.exe`
  std::vector<std::string> arguments;  // quotes removed, redirections left out
};

// `bash -c "..."` is looked into.
std::vector<ShellCommand> shell_commands(std::string_view line);

// The subcommand of a cargo call that works on a project (`build`, `test`, `add`, ...; aliases such as `t`
// written out), "" for other programs and for calls that say nothing about the project (`cargo --version`,
// `cargo install`).
std::string cargo_subcommand(const ShellCommand& command);

}  // namespace opencode
