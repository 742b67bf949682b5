#include "first_word.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include <config/diagnostics.hpp>
#include <config/suggest.hpp>

namespace flowrun::cli {
namespace {

bool is_option(std::string_view word) { return word.size() > 1 && word.starts_with('-') && word != "--"; }

std::string help_for(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string meant = config::did_you_mean(word, candidates);
  return meant.empty() ? "see flowrun --help" : meant;
}

// --name, --name=value, -n or -nvalue.
bool is_known_option(std::string_view word, const CLI::App& command) {
  const std::string_view name = word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
  return command.get_option_no_throw(std::string(name)) != nullptr;
}

std::vector<std::string> long_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

}  // namespace

base::Result<std::vector<std::string>> with_command(std::vector<std::string> arguments,
                                                    const CLI::App& program) {
  const std::string& first = arguments.front();
  const std::vector<std::string> commands = command_names(program);
  if (std::ranges::find(commands, first) != commands.end() || first == "--version") return arguments;
  std::error_code unreadable;
  const CLI::App& run = *program.get_subcommand("run");
  if (is_option(first)) {
    if (!is_known_option(first, run)) {
      const std::string_view name = std::string_view(first).substr(0, first.find('='));
      return base::failure("unknown option " + config::in_quotes(first), {},
                           help_for(name, long_options(run)));
    }
  } else if (!first.empty() && first.find_first_of("./") == std::string::npos && first != "--" &&
             !std::filesystem::exists(first, unreadable)) {
    return base::failure("unknown command " + config::in_quotes(first), "nor is there a file of that name",
                         help_for(first, commands));
  }
  arguments.insert(arguments.begin(), "run");
  return arguments;
}

std::string help_for_unknown_option(const CLI::App& program) {
  for (const CLI::App* command : program.get_subcommands()) {
    for (const std::string& word : command->remaining()) {
      const std::string_view name = std::string_view(word).substr(0, word.find('='));
      if (!is_option(word)) continue;
      const std::string meant = config::did_you_mean(name, long_options(*command));
      return meant.empty() ? fmt::format("see flowrun {} --help", command->get_name()) : meant;
    }
  }
  return "see flowrun --help";
}

}  // namespace flowrun::cli
