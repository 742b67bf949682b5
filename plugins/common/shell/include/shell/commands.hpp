// The programs that a shell command line runs, so that `cargo test` counts at command position only: behind
// `&&`, `;`, `|`, assignments and wrappers such as `time`, but not in quotes, comments, here-documents or as
// an argument.
//
// An approximation of POSIX sh that never fails: what it does not understand it takes as words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shell {

// What stands between a command and the next one; it decides whose exit code is seen.
enum class Joint {
  end,
  sequence,  // `;`, a line end, a bracket
  and_then,
  or_else,
  pipe,
  background,
};

struct Command {
  std::string program;                 // without folder and `.exe`
  std::vector<std::string> arguments;  // quotes removed, redirections left out
  Joint next = Joint::end;
};

// `bash -c "..."` is looked into: its commands come before it, the last of them joined to it by and_then.
std::vector<Command> commands_of(std::string_view line);

// The subcommand of a cargo call that works on a project (`build`, `test`, `add`, ...; aliases such as `t`
// written out), "" for other programs and for calls that say nothing about the project (`cargo --version`,
// `cargo install`).
std::string cargo_subcommand(const Command& command);

}  // namespace shell
