// The command line.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <report/style.hpp>

#include "commands.hpp"
#include "exit_code.hpp"

int main(int argc, char** argv) {
  using namespace flowrun;
  // Libraries of stages may bring OpenMP, whose threads by default spin while they wait: beside other stages,
  // builds in the sandbox and other programs that costs more than it gives. Read when such a library is
  // loaded.
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  int exit_code = cli::all_well;
  CLI::App program("flowrun: typed dataflow of records through plugin stages, with record-level re-run",
                   "flowrun");
  program.set_version_flag("--version", "flowrun " FLOWRUN_VERSION);
  program.require_subcommand(1);
  cli::add_run_command(program, exit_code);
  cli::add_check_command(program, exit_code);
  cli::add_records_command(program, exit_code);
  cli::add_stages_command(program, exit_code);

  std::vector<std::string> arguments(argv + 1, argv + argc);
  // `flowrun FILE` is short for `flowrun run FILE`.
  const bool names_command =
      !arguments.empty() &&
      (std::ranges::any_of(program.get_subcommands({}),
                           [&](CLI::App* c) { return c->get_name() == arguments[0]; }) ||
       arguments[0] == "-h" || arguments[0] == "--help" || arguments[0] == "--version");
  if (!arguments.empty() && !names_command) arguments.insert(arguments.begin(), "run");
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
