#include "check_calls.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include <fmt/ranges.h>

namespace session_classifier::detail {
namespace {

using Names = std::set<std::string, std::less<>>;
using Words = std::vector<std::string>;

bool has_any(const Words& words, const Names& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return wanted.contains(word); });
}

std::optional<CheckKind> kind_of_name(std::string_view name) {
  if (name == "build" || name == "check" || name == "b" || name == "c") return CheckKind::build;
  if (name == "clippy") return CheckKind::lint;
  if (name == "test" || name == "t" || name == "nextest") return CheckKind::test;
  return std::nullopt;
}

// Of a subcommand that runs another one: `hack`, `miri`, `llvm-cov`.
std::optional<CheckKind> kind_of_inner(const Words& arguments) {
  for (const std::string& word : arguments)
    if (const auto kind = kind_of_name(word)) return kind;
  return std::nullopt;
}

std::optional<CheckKind> kind_of(const shell::Command& cargo) {
  const std::string name = shell::cargo_subcommand(cargo);
  if (const auto kind = kind_of_name(name)) return kind;
  if (name == "hack" || name == "miri" || name == "insta") return kind_of_inner(cargo.arguments);
  if (name == "tarpaulin") return CheckKind::test;
  if (name == "llvm-cov")
    return has_any(cargo.arguments, {"report", "clean", "show-env"}) ? std::nullopt
                                                                     : std::optional(CheckKind::test);
  return std::nullopt;
}

bool asks_only(const Words& arguments) {
  static const Names questions = {"--help", "-h",   "--version",   "-V",
                                  "--list", "list", "show-config", "archive"};
  return has_any(arguments, questions);
}

// Some of the packages or tests were chosen.
bool is_part(const Words& arguments) {
  static const Names with_value = {"--features",   "-F",       "--target",         "--manifest-path",
                                   "--profile",    "-j",       "--jobs",           "--color",
                                   "--target-dir", "--format", "--test-threads",   "--config",
                                   "-Z",           "-C",       "--message-format", "-P"};
  static const Names parts = {"--lib",     "--bins", "--bin", "--test",    "--doc",     "--examples",
                              "--example", "--skip", "-p",    "--package", "--exclude", "-E"};
  std::size_t subcommands = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (parts.contains(word)) return true;
    if (with_value.contains(word)) {
      ++i;
    } else if (!word.starts_with('-') && !word.starts_with('+')) {
      const bool is_subcommand = kind_of_name(word) || word == "run" || word == "hack" || word == "miri";
      if (!is_subcommand || ++subcommands > 3) return true;
    }
  }
  return false;
}

bool is_cargo(std::string_view word) {
  word.remove_prefix(std::min(word.find_last_of("/\\") + 1, word.size()));
  return word == "cargo" || word == "cargo.exe" || word == "cross";
}

// The call that a program such as `nix develop -c` passes on, as words or as one text for a shell.
std::optional<shell::Command> passed_on(const shell::Command& command) {
  const Words& words = command.arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_cargo(words[i]))
      return shell::Command{"cargo", {words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()}};
    if (!words[i].contains("cargo ") || !words[i].contains(' ')) continue;
    const auto inner = shell::commands_of(words[i]);
    const bool is_chain = std::ranges::all_of(inner, [](const shell::Command& part) {
      return part.next == shell::Joint::and_then || part.next == shell::Joint::end;
    });
    if (!inner.empty() && is_chain && is_cargo(inner.back().program)) return inner.back();
  }
  return std::nullopt;
}

}  // namespace

std::optional<CheckCall> check_call(const shell::Command& command) {
  static const Names shells = {"sh", "bash", "zsh", "dash", "fish"};  // their script was read as commands
  if (is_reader(command) || shells.contains(command.program)) return std::nullopt;
  shell::Command cargo = command;
  if (!is_cargo(command.program)) {
    const auto inner = passed_on(command);
    if (!inner) return std::nullopt;
    cargo = *inner;
  }
  const auto kind = kind_of(cargo);
  if (!kind || asks_only(cargo.arguments)) return std::nullopt;
  if (kind == CheckKind::lint && has_any(cargo.arguments, {"--fix"})) return std::nullopt;
  CheckCall call;
  call.run.kind = *kind;
  call.run.name = fmt::format("cargo {}", fmt::join(cargo.arguments, " "));
  call.run.label = "cargo " + shell::cargo_subcommand(cargo);
  call.run.is_whole = !is_part(cargo.arguments);
  call.runs = !has_any(cargo.arguments, {"--no-run", "--dry-run", "--build-plan", "--unit-graph"});
  return call;
}

}  // namespace session_classifier::detail
