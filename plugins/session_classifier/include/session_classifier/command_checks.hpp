// The checks of a command line, and how each went.
//
// What counts is that a check ran and what is known of its end, not how the line is spelt. Its exit code counts where
// it is the line's: behind a pipe, `|| true` or `; true` it is not. Elsewhere the text decides: that of cargo, of
// libtest or of nextest, and only if a failure would be in it, too (`| grep ok` lets none through, `| head` may end
// before it). Other programs (make, docker, scripts, git's hooks) are judged by the text that they pass on; programs
// that print files never are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>
#include <session_classifier/model.hpp>
#include <shell/commands.hpp>

namespace session_classifier {

enum class CheckKind { build, lint, test };
constexpr auto enum_names(CheckKind) { return base::names("build", "lint", "test"); }

// `unknown`: it did not start, it was stopped, it ran no test, or what is seen would be the same if it had failed.
enum class CheckResult { passed, failed, unknown };
constexpr auto enum_names(CheckResult) { return base::names("passed", "failed", "unknown"); }

struct CheckRun {
  CheckKind kind = CheckKind::build;
  CheckResult result = CheckResult::unknown;
  std::string name;         // "cargo test --lib"; of another program that ran checks "make ci"
  std::string label;        // the same without what a person chose: "cargo test", "make"
  bool is_whole = true;     // no part of the tests or packages was chosen
  bool by_other = false;    // another program ran it, perhaps several of them
  std::size_t command = 0;  // index in the line
};

// `state` is of a call that ran. `text` is the line that `line` was read from.
std::vector<CheckRun> checks_of(const std::vector<shell::Command>& line, std::string_view text,
                                const ToolState& state);

// True for a command that prints files, logs and words of its own: what it shows was not done by it.
bool is_reader(const shell::Command& command);

}  // namespace session_classifier
