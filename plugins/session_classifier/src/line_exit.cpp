#include "line_exit.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

#include <fmt/ranges.h>

namespace session_classifier::detail {
namespace {

using shell::Command;
using shell::Joint;
using Names = std::set<std::string, std::less<>>;

bool is_option_of_set(const Command& command, std::string_view letter, std::string_view name) {
  if (command.program != "set") return false;
  return std::ranges::any_of(command.arguments, [&](const std::string& word) {
    return word == name || (word.starts_with('-') && !word.starts_with("--") && word.contains(letter));
  });
}

// `exit 1`, `false`, `return 1` behind `||`.
bool ends_as_failure(const Command& command) {
  if (command.program == "false") return true;
  if (command.program != "exit" && command.program != "return") return false;
  return !command.arguments.empty() && command.arguments.front() != "0";
}

bool sets(const std::vector<Command>& line, std::string_view letter, std::string_view name) {
  return std::ranges::any_of(line, [&](const Command& c) { return is_option_of_set(c, letter, name); });
}

}  // namespace

bool is_step_before(const Command& command) {
  static const Names steps = {"cd",   "export", "set",   "source", ".",     "echo",
                              "true", "pushd",  "mkdir", "unset",  "ulimit"};
  return steps.contains(command.program);
}

bool is_shell(const Command& command) {
  static const Names shells = {"sh", "bash", "zsh", "dash", "fish"};
  return shells.contains(command.program);
}

LineExit::LineExit(const std::vector<Command>& line, std::string_view text, std::optional<std::int64_t> exit)
    : line_(line),
      exit_(exit),
      stops_at_error_(sets(line, "e", "errexit")),
      pipefail_(sets(line, "o", "pipefail") && text.contains("pipefail")) {}

bool LineExit::was_stopped() const {
  return exit_ && (*exit_ == 124 || *exit_ == 130 || *exit_ == 137 || *exit_ == 143);
}

bool LineExit::tells_success(std::size_t at) const {
  if (exit_ != 0) return false;
  for (std::size_t i = at; i < line_.size(); ++i) {
    if (line_[i].is_negated) return false;
    switch (line_[i].next) {
      case Joint::end:
        return i + 1 == line_.size();
      case Joint::and_then:
        break;
      case Joint::pipe:
        if (!pipefail_) return false;
        break;
      case Joint::sequence:
        if (!stops_at_error_) return false;
        break;
      case Joint::or_else:
        return i + 1 < line_.size() && ends_as_failure(line_[i + 1]);
      case Joint::background:
        return false;
    }
  }
  return true;
}

bool LineExit::tells_failure(std::size_t at, bool is_of_cargo) const {
  if (!exit_ || *exit_ == 0 || was_stopped() || line_[at].is_negated) return false;
  const auto begin = line_.begin();
  const auto check = begin + static_cast<std::ptrdiff_t>(at);
  bool is_last = true;
  for (std::size_t i = at; is_last && i < line_.size(); ++i) {
    const Joint next = line_[i].next;
    const bool piped = next == Joint::pipe && pipefail_;
    is_last = (i == at || is_shell(line_[i]) || line_[i - 1].next == Joint::pipe) &&
              (piped || next == Joint::end ||
               (next == Joint::and_then && i + 1 < line_.size() && is_shell(line_[i + 1])));
  }
  return is_last && (is_of_cargo || std::all_of(begin, check, is_step_before));
}

std::optional<std::int64_t> LineExit::printed(std::size_t at, std::string_view output) const {
  std::size_t next = at;
  while (next < line_.size() && line_[next].next == Joint::pipe) ++next;
  const bool piped = next != at;
  ++next;
  if (next >= line_.size() || line_[next - 1].next != Joint::sequence) return std::nullopt;
  const Command& echo = line_[next];
  if (echo.program != "echo" && echo.program != "printf") return std::nullopt;
  const std::string words = fmt::format("{}", fmt::join(echo.arguments, " "));
  std::size_t sign = words.find("${PIPESTATUS[0]}");
  if (sign == std::string::npos && !piped) sign = words.find("$?");
  if (sign == std::string::npos) return std::nullopt;
  const std::string before = words.substr(0, sign);
  for (std::size_t found = output.rfind(before); found != std::string_view::npos && found <= output.size();) {
    const std::size_t digits = found + before.size();
    std::int64_t code = 0;
    const auto [end, error] = std::from_chars(output.data() + digits, output.data() + output.size(), code);
    const bool at_line_start = found == 0 || output[found - 1] == '\n';
    if (at_line_start && error == std::errc{}) return code;
    if (found == 0) break;
    found = output.rfind(before, found - 1);
  }
  return std::nullopt;
}

}  // namespace session_classifier::detail
