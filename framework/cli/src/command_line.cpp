#include "command_line.hpp"

#include <algorithm>
#include <exception>
#include <sstream>

#include <fmt/format.h>

#include <report/style.hpp>

#include "command_help.hpp"
#include "commands.hpp"
#include "first_word.hpp"
#include "output.hpp"
#include "usage.hpp"

namespace flowrun::cli {

namespace {

ExitCode run_words(const std::vector<std::string>& words) {
  ExitCode exit_code = ExitCode::all_well;
  CLI::App program("", "flowrun");
  program.set_version_flag("--version", "flowrun " FLOWRUN_VERSION);
  program.require_subcommand(1);
  add_run_command(program, exit_code, words);
  add_check_command(program, exit_code);
  add_plan_command(program, exit_code);
  add_records_command(program, exit_code);
  add_lineage_command(program, exit_code);
  add_stages_command(program, exit_code);
  add_runs_command(program, exit_code);
  add_diff_command(program, exit_code);
  add_failures_command(program, exit_code);
  add_why_command(program, exit_code);
  add_graph_command(program, exit_code);
  add_schema_command(program, exit_code);
  add_gc_command(program, exit_code);
  add_completion_command(program, exit_code);
  add_help(program);

  if (words.empty() || words[0] == "-h" || words[0] == "--help") {
    print_out(words.empty() ? welcome : usage);
    return ExitCode::all_well;
  }
  auto known = with_command(words, program);
  if (!known) {
    report::print_error(known.error().text());
    return ExitCode::usage_error;
  }
  std::vector<std::string> arguments = std::move(*known);
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    program.parse(arguments);
  } catch (const CLI::Success& wanted) {
    std::ostringstream text;
    program.exit(wanted, text, text);
    print_out(text.str());
    return ExitCode::all_well;
  } catch (const CLI::ParseError& error) {
    report::print_error(fmt::format("{}: {}", error.what(), help_for_unknown_option(program)));
    return ExitCode::usage_error;
  } catch (const std::exception& error) {
    if (!is_of_output(error)) report::print_error(error.what());
    return ExitCode::finished_with_failures;
  }
  return exit_code;
}

}  // namespace

ExitCode run_command_line(const std::vector<std::string>& words) { return finish_output(run_words(words)); }

}  // namespace flowrun::cli
