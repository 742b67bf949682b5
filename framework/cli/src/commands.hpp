// One function a command. Each adds its sub-command to the program; the chosen one sets `exit_code`.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <graph/exit_code.hpp>

namespace flowrun::cli {

using graph::ExitCode;

// `words` are those of the command line, for what is kept of the run.
void add_run_command(CLI::App& program, ExitCode& exit_code, const std::vector<std::string>& words);
void add_check_command(CLI::App& program, ExitCode& exit_code);
void add_plan_command(CLI::App& program, ExitCode& exit_code);
void add_records_command(CLI::App& program, ExitCode& exit_code);
void add_lineage_command(CLI::App& program, ExitCode& exit_code);
void add_stages_command(CLI::App& program, ExitCode& exit_code);
void add_runs_command(CLI::App& program, ExitCode& exit_code);
void add_diff_command(CLI::App& program, ExitCode& exit_code);
void add_failures_command(CLI::App& program, ExitCode& exit_code);
void add_why_command(CLI::App& program, ExitCode& exit_code);
void add_graph_command(CLI::App& program, ExitCode& exit_code);
void add_schema_command(CLI::App& program, ExitCode& exit_code);
void add_gc_command(CLI::App& program, ExitCode& exit_code);
void add_completion_command(CLI::App& program, ExitCode& exit_code);

}  // namespace flowrun::cli
