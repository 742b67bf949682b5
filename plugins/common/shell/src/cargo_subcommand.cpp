#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <shell/commands.hpp>

namespace shell {

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
