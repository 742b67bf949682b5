// flowrun completion SHELL: a script that completes commands, options, stage types and files, made from the commands
// themselves.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "output.hpp"

namespace flowrun::cli {
namespace {

struct Completed {
  std::vector<std::string> spellings;  // "-j", "--jobs"
  std::string about;
  std::vector<std::string> choices;  // of its value; empty = anything
  bool takes_value = false;
  bool takes_stage = false;  // of the file, as its value
};

struct CompletedCommand {
  std::string name, about;
  std::vector<Completed> options;
  std::vector<std::string> choices;  // of its own words; empty = files
  bool takes_stage = false;          // behind the file
};

// CLI11 shows a set of values as {a,b}.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string shown = option.get_type_name();
  const std::size_t begin = shown.find('{'), end = shown.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(shown.substr(begin + 1, end - begin - 1), ',');
}

std::vector<CompletedCommand> commands_of(const CLI::App& program) {
  std::vector<CompletedCommand> commands;
  for (const CLI::App* command : program.get_subcommands({})) {
    CompletedCommand completed{.name = command->get_name(), .about = command->get_description()};
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_positional()) {
        if (completed.choices.empty()) completed.choices = choices_of(*option);
        completed.takes_stage |= option->get_name() == "STAGE";
        continue;
      }
      Completed one{.about = option->get_description(), .choices = choices_of(*option)};
      for (const std::string& name : option->get_snames()) one.spellings.push_back("-" + name);
      for (const std::string& name : option->get_lnames()) one.spellings.push_back("--" + name);
      one.takes_stage = option->get_type_name().contains("STAGE");
      one.takes_value = option->get_items_expected_min() > 0 || one.takes_stage;
      completed.options.push_back(std::move(one));
    }
    commands.push_back(std::move(completed));
  }
  return commands;
}

// In single quotes, for every one of the shells.
std::string quoted(std::string_view text, std::string_view quote_inside) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'')
      result += quote_inside;
    else
      result += c;
  }
  return result + "'";
}

std::string names_of(const std::vector<CompletedCommand>& commands, std::string_view between) {
  std::vector<std::string> names;
  for (const CompletedCommand& command : commands) names.push_back(command.name);
  return fmt::format("{}", fmt::join(names, between));
}

// What follows an option that takes a value: its choices, or (no words) files.
std::string bash_values(const std::vector<CompletedCommand>& commands) {
  std::string text;
  for (const CompletedCommand& command : commands) {
    for (const Completed& option : command.options) {
      if (!option.takes_value) continue;
      const std::string words = option.takes_stage ? std::string("$(_flowrun_stages)")
                                                   : fmt::format("'{}'", fmt::join(option.choices, " "));
      for (const std::string& spelling : option.spellings)
        text += fmt::format("    {}:{}) words={} given=1 ;;\n", command.name, spelling, words);
    }
  }
  return text;
}

std::string bash_script(const std::vector<CompletedCommand>& commands) {
  std::string options, words;
  for (const CompletedCommand& command : commands) {
    std::vector<std::string> spellings;
    for (const Completed& option : command.options)
      spellings.insert(spellings.end(), option.spellings.begin(), option.spellings.end());
    options += fmt::format("      {}) words='{}' ;;\n", command.name, fmt::join(spellings, " "));
    if (!command.choices.empty())
      words += fmt::format("      {}) words='{}' ;;\n", command.name, fmt::join(command.choices, " "));
    if (command.takes_stage) words += fmt::format("      {}) words=$(_flowrun_stages) ;;\n", command.name);
  }
  return fmt::format(
      R"sh(# bash completion of flowrun: source <(flowrun completion bash)
# The stages of the pipeline file among the words, as its drawing names them.
_flowrun_stages() {{
  local word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    [[ $word == *.y?(a)ml && -f $word ]] || continue
    "${{COMP_WORDS[0]}}" graph "$word" --format mermaid 2>/dev/null |
      sed -n 's/^ *s[0-9]*[[({{]*"\([a-z][a-z0-9_-]*\).*/\1/p'
    return
  done
}}
_flowrun() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=run words='' given='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {}) command=${{COMP_WORDS[i]}} && break ;;
    esac
  done
  case $command:$previous in
{}  esac
  if [[ $given ]]; then
    :
  elif [[ $word == -* ]]; then
    case $command in
{}    esac
  elif ((COMP_CWORD == 1)); then
    words='{}'
  else
    case $command in
{}      stages) words=$("${{COMP_WORDS[0]}}" stages 2>/dev/null | while read -r name _; do echo "$name"; done) ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}}
complete -o default -F _flowrun flowrun
)sh",
      names_of(commands, " | "), bash_values(commands), options, names_of(commands, " "), words);
}

std::string zsh_script(const std::vector<CompletedCommand>& commands) {
  const auto entry = [](const std::string& name, const std::string& about) {
    return quoted(name + ":" + about, R"('\'')");
  };
  std::string listed, options, words;
  for (const CompletedCommand& command : commands) {
    listed += fmt::format("    {}\n", entry(command.name, command.about));
    options += fmt::format("    {}) options=(\n", command.name);
    for (const Completed& option : command.options) {
      for (const std::string& spelling : option.spellings)
        options += fmt::format("      {}\n", entry(spelling, option.about));
    }
    options += "    ) ;;\n";
    if (!command.choices.empty())
      words += fmt::format("    {}) compadd -- {} ;;\n", command.name, fmt::join(command.choices, " "));
  }
  return fmt::format(
      R"sh(#compdef flowrun
# zsh completion of flowrun: source <(flowrun completion zsh)
_flowrun() {{
  local -a commands options
  local command=$words[2]
  commands=(
{}  )
  (( ${{commands[(I)$command:*]}} )) || command=run
  case $command in
{}  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe option options
    return
  fi
  if (( CURRENT == 2 )); then
    _describe command commands
    _files
    return
  fi
  case $command in
{}    stages) compadd -- ${{(f)"$($words[1] stages 2>/dev/null | while read -r name rest; do echo $name; done)"}} ;;
    *) _files ;;
  esac
}}
compdef _flowrun flowrun
)sh",
      listed, options, words);
}

std::string fish_script(const std::vector<CompletedCommand>& commands) {
  const auto about = [](std::string_view text) { return quoted(text, R"(\')"); };
  std::string text = "# fish completion of flowrun: flowrun completion fish | source\n";
  for (const CompletedCommand& command : commands) {
    text += fmt::format("complete -c flowrun -n __fish_use_subcommand -a {} -d {}\n", command.name,
                        about(command.about));
    const std::string seen =
        fmt::format("complete -c flowrun -n '__fish_seen_subcommand_from {}'", command.name);
    if (!command.choices.empty())
      text += fmt::format("{} -f -a '{}'\n", seen, fmt::join(command.choices, " "));
    for (const Completed& option : command.options) {
      text += seen;
      for (const std::string& spelling : option.spellings)
        text += spelling.starts_with("--") ? " -l " + spelling.substr(2) : " -s " + spelling.substr(1);
      if (!option.choices.empty()) text += fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
      text += fmt::format("{} -d {}\n", option.takes_value && option.choices.empty() ? " -r" : "",
                          about(option.about));
    }
  }
  return text +
         "complete -c flowrun -n '__fish_seen_subcommand_from stages' -f -a '(flowrun stages 2>/dev/null | "
         "string match -r "
         "\"^[^ ]+\")'\n";
}

}  // namespace

void add_completion_command(CLI::App& program, ExitCode& exit_code) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("completion", "print a completion script for bash, zsh or fish");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &program, &exit_code] {
    const std::vector<CompletedCommand> commands = commands_of(program);
    print_out(*shell == "bash"  ? bash_script(commands)
              : *shell == "zsh" ? zsh_script(commands)
                                : fish_script(commands));
    exit_code = ExitCode::all_well;
  });
}

}  // namespace flowrun::cli
