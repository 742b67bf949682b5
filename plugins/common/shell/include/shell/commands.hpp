// The programs that a shell command line runs, so that `cargo test` counts at command position only: behind
// `&&`, `;`, `|`, assignments and wrappers such as `time`, in `$(...)` and in the bodies of loops, but not in quotes,
// comments, here-documents or as an argument.
//
// Read with the grammar of bash. Never fails: around what is no shell the commands are still found. A text of more than
// 1 MiB has none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shell {

// What stands between a command and the next one; it decides whose exit code is seen.
enum class Joint {
  end,
  sequence,  // `;`, a line end; also behind what a loop or condition may not run, or a word takes up
  and_then,
  or_else,
  pipe,
  background,
};

// `> log` is {"1", "log"}, `2>&1` {"2", "1"}, `&> log` {"&", "log"}. Of what is read, and of here-documents, there is none.
struct Redirection {
  std::string from;  // a descriptor, or `&` for both
  std::string to;    // a file, or the descriptor behind `>&`
  bool to_file = true;

  bool operator==(const Redirection&) const = default;
};

struct Command {
  std::string program;                 // without folder and `.exe`
  std::vector<std::string> arguments;  // quotes removed, redirections left out
  Joint next = Joint::end;
  std::vector<Redirection> redirections = {};  // that it has itself, not a group around it
  bool is_negated = false;                     // `! cargo test`
};

// In the order in which they would run: those of `$(...)` before the command that uses them. The script of
// `bash -c "..."`, and the body of a function at its first call, come before the call, the last of their commands
// joined to it by and_then. A function that is not called runs nothing. Thread-safe.
std::vector<Command> commands_of(std::string_view line);

// The subcommand of a cargo call that works on a project (`build`, `test`, `add`, ...; aliases such as `t`
// written out), "" for other programs and for calls that say nothing about the project (`cargo --version`,
// `cargo install`).
std::string cargo_subcommand(const Command& command);

}  // namespace shell
