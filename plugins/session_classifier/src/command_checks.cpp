#include <algorithm>
#include <optional>
#include <set>

#include <fmt/ranges.h>

#include <session_classifier/check_output.hpp>
#include <session_classifier/command_checks.hpp>

#include "check_calls.hpp"
#include "line_exit.hpp"
#include "pipe_filter.hpp"

namespace session_classifier {
namespace {

using detail::CheckCall;
using detail::is_shell;
using detail::is_step_before;
using shell::Command;
using shell::Joint;
using Names = std::set<std::string, std::less<>>;

bool writes_words_of_checks(const std::vector<Command>& line) {
  return std::ranges::any_of(line, [](const Command& command) {
    if (command.program != "echo" && command.program != "printf") return false;
    return std::ranges::any_of(command.arguments, [](const std::string& word) {
      return word.contains("test result") || word.contains("Finished") || word.contains("tests run");
    });
  });
}

bool goes_to(const Command& command, std::string_view from, bool (*is_target)(const shell::Redirection&)) {
  return std::ranges::any_of(command.redirections, [&](const shell::Redirection& redirection) {
    return (redirection.from == from || redirection.from == "&") && is_target(redirection);
  });
}

bool is_lost(const shell::Redirection& redirection) {
  return redirection.to_file && redirection.to == "/dev/null";
}
bool is_kept(const shell::Redirection& redirection) {
  return redirection.to_file && redirection.to != "/dev/null";
}
bool is_join(const shell::Redirection& redirection) { return !redirection.to_file && redirection.to == "1"; }

// One line with its output.
class Line {
 public:
  Line(const std::vector<Command>& line, std::string_view text, const ToolState& state)
      : line_(line),
        plain_(without_colours(state.output)),
        said_(read_plain_output(plain_)),
        exit_(line, text, said_.killed ? std::nullopt : state.exit),
        joins_pipe_(text.contains("|&")),
        forged_(writes_words_of_checks(line)) {}

  std::vector<CheckRun> checks() {
    std::vector<CheckCall> calls;
    for (std::size_t i = 0; i < line_.size(); ++i) {
      if (auto call = detail::check_call(line_[i])) {
        call->run.command = i;
        calls.push_back(*std::move(call));
      }
    }
    if (calls.empty()) return checks_of_another();
    std::vector<CheckRun> runs;
    bool blamed = false;  // one failure stops a chain, so that only one check is to blame
    for (const CheckCall& call : calls) {
      CheckRun run = call.run;
      run.result = result_of(call);
      if (run.result == CheckResult::failed && (blamed || !is_to_blame(run, calls)))
        run.result = CheckResult::unknown;
      blamed |= run.result == CheckResult::failed;
      runs.push_back(std::move(run));
    }
    return runs;
  }

 private:
  // Of several checks with one text: the tests if one of them failed, else the first that is no test.
  bool is_to_blame(const CheckRun& run, const std::vector<CheckCall>& calls) const {
    if (calls.size() == 1) return true;
    const auto is_test = [](const CheckCall& call) { return call.run.kind == CheckKind::test; };
    const bool has_test = std::ranges::any_of(calls, is_test);
    const bool has_other = !std::ranges::all_of(calls, is_test);
    if (!has_test || !has_other) return true;
    return said_.tests_failed == (run.kind == CheckKind::test);
  }

  bool tells_success(CheckKind kind) const {
    if (forged_ || said_.failed || said_.killed || said_.cut == Cut::end) return false;
    // A test may print the errors of a compiler and pass.
    return kind == CheckKind::test ? said_.tested : said_.built && !said_.has_errors;
  }

  // What of the check's output went through programs that may have left a failure out.
  bool may_be_hidden(const CheckCall& call) const {
    const std::size_t at = call.run.command;
    const Command& check = line_[at];
    const bool to_file = goes_to(check, "1", is_kept);
    if (check.next != Joint::pipe && !to_file) return goes_to(check, "1", is_lost);
    const bool joined =
        joins_pipe_ || goes_to(check, "2", is_join) || (to_file && goes_to(check, "&", is_kept));
    const bool errors_lost = goes_to(check, "2", is_lost);
    if (!joined && !errors_lost && !goes_to(check, "2", is_kept))
      return false;  // cargo's own errors are seen
    if (errors_lost && call.run.name.contains("no-fail-fast")) return true;
    const auto lines = static_cast<std::size_t>(std::ranges::count(plain_, '\n')) + 1;
    for (std::size_t i = at + 1; i < line_.size(); ++i) {
      const bool is_filter =
          to_file ? is_reader(line_[i]) && !is_step_before(line_[i]) : line_[i - 1].next == Joint::pipe;
      if (!is_filter) {
        if (!to_file) break;
        continue;
      }
      if (detail::may_hide_failure(line_[i], call.run, joined, lines)) return true;
    }
    return false;
  }

  CheckResult result_of(const CheckCall& call) const {
    const std::size_t at = call.run.command;
    if (said_.failed && !forged_) return CheckResult::failed;
    if (said_.not_started) return CheckResult::unknown;
    const auto printed = exit_.printed(at, plain_);
    const bool told = exit_.tells_success(at) || printed == 0;
    if (!told &&
        (exit_.tells_failure(at, said_.is_of_cargo) || (printed && *printed != 0 && *printed != 127)))
      return CheckResult::failed;
    const bool is_test = call.run.kind == CheckKind::test;
    if (!told && said_.has_errors && !forged_ && !(is_test && said_.tested)) return CheckResult::failed;
    if (!call.runs || (said_.killed || exit_.was_stopped())) return CheckResult::unknown;
    if (call.run.kind == CheckKind::lint && said_.warned) return CheckResult::unknown;
    if (told)
      return is_test && said_.has_tests && !said_.tested && said_.cut == Cut::nothing ? CheckResult::unknown
                                                                                      : CheckResult::passed;
    if (line_[at].is_negated || !tells_success(call.run.kind) || may_be_hidden(call))
      return CheckResult::unknown;
    return CheckResult::passed;
  }

  static bool may_run_others(const Command& command) {
    static const Names plain = {"git",   "tee",   "cp", "mv",   "rm",   "mkdir",
                                "touch", "chmod", "ln", "kill", "pkill"};
    return !is_reader(command) && !is_step_before(command) && !is_shell(command) &&
           !plain.contains(command.program);
  }

  // Make, docker, a script, a hook of git: judged by what it passed on.
  std::vector<CheckRun> checks_of_another() const {
    if (!said_.is_of_cargo || forged_) return {};
    auto other = std::ranges::find_if(line_.rbegin(), line_.rend(), may_run_others);
    if (other == line_.rend())
      other = std::ranges::find_if(line_.rbegin(), line_.rend(), [](const Command& command) {
        return command.program == "git" && !is_reader(command);  // its hooks
      });
    const bool is_script = other == line_.rend() && std::ranges::any_of(line_, [](const Command& command) {
                             return is_shell(command) && !command.arguments.empty() &&
                                    !command.arguments.front().starts_with('-');
                           });
    if (other == line_.rend() && !is_script) return {};
    const std::size_t at = is_script ? line_.size() - 1 : static_cast<std::size_t>(line_.rend() - other) - 1;
    CheckCall call;
    call.run.command = at;
    call.run.by_other = true;
    call.run.kind = said_.has_tests ? CheckKind::test : CheckKind::build;
    call.run.name = fmt::format("{} {}", line_[at].program, fmt::join(line_[at].arguments, " "));
    call.run.label = line_[at].program;
    call.run.result = result_of_another(call);
    return {call.run};
  }

  CheckResult result_of_another(const CheckCall& call) const {
    if (said_.failed) return CheckResult::failed;
    if (said_.not_started || (said_.killed || exit_.was_stopped())) return CheckResult::unknown;
    const bool told = exit_.tells_success(call.run.command);
    const bool tested = said_.has_tests;
    if (said_.has_errors && !(told && said_.tested))
      return tested && said_.tested ? CheckResult::unknown : CheckResult::failed;
    if (!tested && builds_for_another_end(line_[call.run.command])) return CheckResult::unknown;
    if (!tells_success(call.run.kind)) {
      const bool failed = exit_.tells_failure(call.run.command, said_.is_of_cargo) && !said_.built;
      return failed ? CheckResult::failed : CheckResult::unknown;
    }
    if (exit_.tells_failure(call.run.command, said_.is_of_cargo) || may_be_hidden(call))
      return CheckResult::unknown;
    return CheckResult::passed;
  }

  // Cargo builds what it runs, documents or formats; that is no check of the program.
  static bool builds_for_another_end(const Command& command) {
    static const Names ends = {"run", "doc", "fmt",    "install", "publish", "package",
                               "fix", "add", "update", "fetch",   "clean"};
    if (command.program != "cargo") return false;
    return ends.contains(shell::cargo_subcommand(command)) ||
           (!command.arguments.empty() && ends.contains(command.arguments.front()));
  }

  const std::vector<Command>& line_;
  std::string plain_;
  CheckOutput said_;
  detail::LineExit exit_;
  bool joins_pipe_;
  bool forged_;
};

}  // namespace

bool is_reader(const Command& command) {
  static const Names readers = {"cat",    "bat",   "grep", "egrep",   "fgrep",  "rg",   "ag",   "head",
                                "tail",   "less",  "more", "echo",    "printf", "sed",  "awk",  "gawk",
                                "curl",   "wget",  "ls",   "find",    "fd",     "tree", "wc",   "sort",
                                "uniq",   "cut",   "tr",   "jq",      "yq",     "xxd",  "od",   "diff",
                                "column", "which", "type", "whereis", "man",    "gh",   "glab", "journalctl",
                                "true",   "false", "test", "[",       "sleep",  "pwd",  "date", "stat",
                                "file",   "nl",    "tac",  "strings", "cd",     "exit", "wait"};
  static const Names of_git = {"log",     "diff",     "show",     "grep",   "blame",    "status",
                               "branch",  "cat-file", "ls-files", "stash",  "add",      "checkout",
                               "restore", "reset",    "remote",   "config", "rev-parse"};
  if (readers.contains(command.program)) return true;
  const auto& words = command.arguments;
  const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
  if (command.program == "git") return !words.empty() && of_git.contains(words.front());
  if (command.program == "docker" || command.program == "podman" || command.program == "kubectl")
    return has("logs");
  return false;
}

std::vector<CheckRun> checks_of(const std::vector<Command>& line, std::string_view text,
                                const ToolState& state) {
  if (std::ranges::all_of(line, is_reader)) return {};
  return Line(line, text, state).checks();
}

}  // namespace session_classifier
