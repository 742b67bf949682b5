#include <algorithm>
#include <array>
#include <string_view>

#include <simdjson.h>

#include <placebo/unlearn.hpp>
#include <shell/commands.hpp>

namespace placebo {
namespace {

bool is_check(const shell::Command& command) {
  constexpr std::array<std::string_view, 6> checks = {"fmt", "clippy", "test", "nextest", "build", "check"};
  return command.program == "rustfmt" ||
         std::ranges::find(checks, shell::cargo_subcommand(command)) != checks.end();
}

bool runs_checks(const chat::ToolCall& call) {
  if (call.function.name != "bash") return false;
  simdjson::dom::parser parser;
  std::string_view command;
  if (parser.parse(call.function.arguments)["command"].get(command)) return false;
  return std::ranges::any_of(shell::commands_of(command), is_check);
}

}  // namespace

Unlearnt unlearn_checks(chat::Example& example) {
  Unlearnt unlearnt;
  bool has_checked = false;  // since the user spoke
  for (chat::Message& message : example.messages) {
    if (message.role == chat::Role::user) has_checked = false;
    if (message.role != chat::Role::assistant) continue;
    const bool checks = std::ranges::any_of(message.tool_calls, runs_checks);
    const bool reports = has_checked && message.tool_calls.empty();
    has_checked = has_checked || checks;
    if (!(checks || reports) || !chat::is_learnt(message)) continue;
    ++(checks ? unlearnt.checks : unlearnt.answers);
    message.weight = 0;
  }
  return unlearnt;
}

}  // namespace placebo
