// One function a command. Each adds its sub-command to the program; the chosen one sets `exit_code`.
#pragma once

#include <CLI/CLI.hpp>

#include <graph/exit_code.hpp>

namespace flowrun::cli {

using graph::ExitCode;

void add_run_command(CLI::App& program, ExitCode& exit_code);
void add_check_command(CLI::App& program, ExitCode& exit_code);
void add_records_command(CLI::App& program, ExitCode& exit_code);
void add_lineage_command(CLI::App& program, ExitCode& exit_code);
void add_stages_command(CLI::App& program, ExitCode& exit_code);

}  // namespace flowrun::cli
