// Which commands change files of a project: after one of them an earlier check proves nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <shell/commands.hpp>

namespace session_classifier {

struct CommandEdit {
  std::vector<std::string> files;  // as far as the command names them; empty = some, not known which
};

// The change that a command makes: a redirection into a file, `sed -i`, `mv`, `git checkout`, `cargo fmt` and `cargo add`,
// scripts and recipes whose name says that they write (`make fmt`, `scripts/generate.py`), inline scripts that open files
// to write. None for temporary files, what builds write, and logs of a run.
// `line` is the text that the command was read from, with its here-documents; `output` what it printed.
std::optional<CommandEdit> edit_of(const shell::Command& command, std::string_view line,
                                   std::string_view output);

// False for files that cargo does not read: prose, settings of editors and of CI, temporary files, build outputs.
bool may_change_build(std::string_view path);
bool may_change_build(const CommandEdit& edit);

}  // namespace session_classifier
