#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include <shell/commands.hpp>

#include "split.hpp"

namespace shell {
namespace {

constexpr int max_nesting = 3;  // of `sh -c`

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::ranges::all_of(word.substr(0, equals),
                             [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

std::string program_of(std::string_view word) {
  word.remove_prefix(std::min(word.find_last_of("/\\") + 1, word.size()));
  if (word.ends_with(".exe")) word.remove_suffix(4);
  return std::string(word);
}

// Words that stand before the program, with the number of arguments that they take themselves.
bool skip_wrapper(const std::vector<std::string>& words, std::size_t& at) {
  static const std::set<std::string, std::less<>> wrappers = {
      "env",  "time", "sudo",  "nice",  "nohup", "exec", "command", "builtin",  "stdbuf", "if",   "then",
      "else", "elif", "while", "until", "do",    "!",    "timeout", "xvfb-run", "rtk",    "doas", "ionice"};
  const std::string program = program_of(words[at]);
  if (is_assignment(words[at])) return ++at, true;
  if (!wrappers.contains(program)) return false;
  ++at;
  while (at < words.size() && (words[at].starts_with('-') || is_assignment(words[at]))) ++at;
  if (program == "timeout" && at < words.size()) ++at;  // the duration
  return true;
}

void append_commands(std::string_view line, int nesting, std::vector<Command>& out);

// The shell ends as its last command does.
void append_nested(std::string_view line, int nesting, std::vector<Command>& out) {
  const std::size_t before = out.size();
  append_commands(line, nesting, out);
  if (out.size() > before) out.back().next = Joint::and_then;
}

void append_commands(std::string_view line, int nesting, std::vector<Command>& out) {
  static const std::set<std::string, std::less<>> shells = {"sh", "bash", "zsh", "dash", "fish"};
  for (const auto& [words, next] : detail::split_commands(line)) {
    std::size_t at = 0;
    while (at < words.size() && skip_wrapper(words, at)) {
    }
    if (at >= words.size()) continue;
    Command command{
        program_of(words[at]), {words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end()}, next};
    if (shells.contains(command.program) && nesting < max_nesting) {
      const auto& arguments = command.arguments;
      for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
        if (arguments[i].starts_with('-') && !arguments[i].starts_with("--") && arguments[i].ends_with('c'))
          append_nested(arguments[i + 1], nesting + 1, out);
    }
    out.push_back(std::move(command));
  }
}

}  // namespace

std::vector<Command> commands_of(std::string_view line) {
  std::vector<Command> out;
  append_commands(line, 0, out);
  return out;
}

std::string cargo_subcommand(const Command& command) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> aliases = {
      {{"b", "build"}, {"c", "check"}, {"d", "doc"}, {"r", "run"}, {"t", "test"}}};
  static const std::set<std::string, std::less<>> project = {"add",
                                                             "audit",
                                                             "bench",
                                                             "build",
                                                             "check",
                                                             "clean",
                                                             "clippy",
                                                             "deny",
                                                             "doc",
                                                             "expand",
                                                             "fetch",
                                                             "fix",
                                                             "fmt",
                                                             "hack",
                                                             "init",
                                                             "insta",
                                                             "machete",
                                                             "metadata",
                                                             "miri",
                                                             "new",
                                                             "nextest",
                                                             "package",
                                                             "publish",
                                                             "remove",
                                                             "rm",
                                                             "run",
                                                             "rustc",
                                                             "rustdoc",
                                                             "tarpaulin",
                                                             "test",
                                                             "tree",
                                                             "udeps",
                                                             "update",
                                                             "upgrade",
                                                             "vendor",
                                                             "watch",
                                                             "llvm-cov",
                                                             "generate-lockfile",
                                                             "semver-checks",
                                                             "outdated",
                                                             "sqlx",
                                                             "leptos"};
  if (command.program != "cargo" && command.program != "cross") return "";
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string& word = command.arguments[i];
    if (word == "--color" || word == "--config" || word == "-Z" || word == "-C")
      ++i;  // an option with a value
    else if (!word.starts_with('-') && !word.starts_with('+')) {
      const auto alias = std::ranges::find(aliases, std::string_view(word),
                                           &std::pair<std::string_view, std::string_view>::first);
      const std::string name(alias != aliases.end() ? alias->second : std::string_view(word));
      return project.contains(name) ? name : "";
    }
  }
  return "";
}

}  // namespace shell
