// What was run, and what of its output an example shows.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <git_miner/mine.hpp>
#include <sandbox/outcome.hpp>

namespace git_miner {

// As a person sees it, with the project at /workspace, where all was compiled before that can be.
CapturedRun captured_run(const std::string& command, const sandbox::Outcome& outcome);

// The same of `cargo test`, without long lists of tests that passed and without many warnings: a line says how many
// lines are left out in their place. What failed stays, and so do the tests of `named`, as cargo calls them.
CapturedRun captured_tests(const std::string& command, const sandbox::Outcome& outcome,
                           const std::set<std::string>& named);

// A check that fails before the change, in few lines, one of which tells what it finds. None where it fails for another
// reason than what it finds in the project's own files: for what is missing here, for a toolchain.
std::optional<CapturedRun> captured_baseline(const std::string& command, const sandbox::Outcome& outcome);

// The same of `cargo test`, where it is long with what fails alone; none where that does not show that each of `failing`
// does.
std::optional<CapturedRun> captured_failing_tests(const std::string& command, const sandbox::Outcome& outcome,
                                                  const std::set<std::string>& failing);

}  // namespace git_miner
