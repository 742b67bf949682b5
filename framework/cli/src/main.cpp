// The command line.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <report/style.hpp>

#include "commands.hpp"
#include "exit_code.hpp"
#include "first_word.hpp"
#include "usage.hpp"

int main(int argc, char** argv) {
  using namespace flowrun;
  // Libraries of stages may bring OpenMP, whose threads by default spin while they wait: beside other stages,
  // builds in the sandbox and other programs that costs more than it gives. Read when such a library is
  // loaded.
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  int exit_code = cli::all_well;
  CLI::App program("", "flowrun");
  program.set_version_flag("--version", "flowrun " FLOWRUN_VERSION);
  program.require_subcommand(1);
  cli::add_run_command(program, exit_code);
  cli::add_check_command(program, exit_code);
  cli::add_records_command(program, exit_code);
  cli::add_stages_command(program, exit_code);

  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0] == "-h" || words[0] == "--help") {
    fmt::print(words.empty() ? stderr : stdout, "{}", cli::usage);
    return words.empty() ? cli::usage_error : cli::all_well;
  }
  auto known = cli::with_command(words, program);
  if (!known) {
    report::print_error(known.error());
    return cli::usage_error;
  }
  std::vector<std::string> arguments = std::move(*known);
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    program.parse(arguments);
  } catch (const CLI::Success& wanted) {
    return program.exit(wanted);
  } catch (const CLI::ParseError& error) {
    report::print_error(fmt::format("{}: see flowrun --help", error.what()));
    return cli::usage_error;
  } catch (const std::exception& error) {
    report::print_error(error.what());
    return cli::finished_with_failures;
  }
  return exit_code;
}
