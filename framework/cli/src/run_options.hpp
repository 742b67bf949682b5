// The options that say what a run would do: of `run`, and of the commands that tell it beforehand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <graph/run_options.hpp>

namespace flowrun::cli {

struct ChoosingOptions {
  std::string only, to;
  std::vector<std::string> force, retry;
  std::uint64_t seed = 0;

  void apply_to(graph::RunOptions& options) const;
};

// --only, --to, --force, --retry and --seed.
void add_choosing_options(CLI::App& command, ChoosingOptions& options);

}  // namespace flowrun::cli
